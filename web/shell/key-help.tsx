import { useWords } from '../locales/words.tsx'
import { Modal } from '../ui/modal.tsx'

const KEYS = [
  [['Ctrl', 'K'], 'shell.keys.palette'],
  [['/'], 'shell.keys.filter'],
  [['j', 'k'], 'shell.keys.rows'],
  [['Enter'], 'shell.keys.open'],
  [['Esc'], 'shell.keys.back'],
  [['?'], 'shell.keys.help'],
] as const

export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  return (
    <Modal title={t('shell.keys')} onClose={onClose}>
      <dl className="key-rows">
        {KEYS.map(([keys, label]) => (
          <KeyRow key={label} keys={keys} label={t(label)} />
        ))}
      </dl>
    </Modal>
  )
}
function KeyRow({ keys, label }: { keys: readonly string[]; label: string }) {
  return (
    <>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{label}</dd>
    </>
  )
}
