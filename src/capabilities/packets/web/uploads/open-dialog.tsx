/** Captures opened where they lie, in a folder of the server that the settings allow. Nothing there is changed. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../../../web/api/client.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Answered } from '../../../../../web/ui/answers.tsx'
import { Modal } from '../../../../../web/ui/modal.tsx'
import { StatusDot } from '../../../../../web/ui/state.tsx'
import type { FolderList } from '../../schema.ts'
import { PlaceBrowser, type Root } from './place-browser.tsx'

export function OpenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [root, setRoot] = useState<Root>()
  return (
    <Modal title={t('packets.page.open-title')} onClose={onClose} wide>
      <div className="form">
        <p className="muted">{t('packets.page.open-why')}</p>
        {root ? (
          <PlaceBrowser key={root.api} root={root} onBack={() => setRoot(undefined)} onClose={onClose} />
        ) : (
          <Roots onRoot={setRoot} />
        )}
      </div>
    </Modal>
  )
}

function Roots({ onRoot }: { onRoot: (root: Root) => void }) {
  const { t } = useWords()
  const folders = useQuery({
    queryKey: ['packets', 'folders'],
    queryFn: ({ signal }) => get<FolderList>('/api/packets/folders', undefined, signal),
  })
  return (
    <Answered answer={folders}>
      {(answer) => (
        <ul className="places">
          {answer.folders.map(({ id, path, readable }) => (
            <li key={id}>
              <button
                type="button"
                className="place"
                disabled={!readable}
                onClick={() => onRoot({ api: `/api/packets/folders/${id}`, where: { folder: id }, name: path })}
              >
                <code className="place-name">{path}</code>
                {readable ? null : (
                  <span className="place-facts">
                    <StatusDot state="caution" /> {t('packets.page.open-unreadable')}
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Answered>
  )
}
