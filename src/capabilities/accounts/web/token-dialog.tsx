/** A new token: what it may do and until when; then the secret, this once. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { post } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Failed } from '../../../../web/ui/answers.tsx'
import { CheckField, Segmented, SelectField, TextField } from '../../../../web/ui/form.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { usePlaces } from '../../../../web/ui/places.ts'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { copyText } from '../../../../web/ui/take-along.ts'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Role } from '../../../core/schema.ts'
import type { MadeToken, NewTokenRequest } from '../schema.ts'
import { CodeLine } from './code-line.tsx'
import { RoleField } from './role-field.tsx'

const ENDS = ['7', '30', '90', '365', 'never'] as const
const DAY_MS = 86_400_000

export function TokenDialog({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<MadeToken>()
  return made ? <MadeDialog made={made} onClose={onClose} /> : <AskDialog onMade={setMade} onClose={onClose} />
}

function AskDialog(props: { onMade: (made: MadeToken) => void; onClose: () => void }) {
  const { t, at } = useWords()
  const me = useMe()
  const places = usePlaces()
  const queries = useQueryClient()
  const [openedMs] = useState(() => Date.now())
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [scope, setScope] = useState<'all' | 'some'>('all')
  const [capabilities, setCapabilities] = useState<readonly string[]>([])
  const [end, setEnd] = useState<(typeof ENDS)[number]>('90')
  const make = useMutation({
    mutationFn: (request: NewTokenRequest) => post<MadeToken>('/api/accounts/tokens', request),
    onSuccess: async (made) => {
      props.onMade(made)
      await queries.invalidateQueries({ queryKey: ['accounts', 'tokens'] })
    },
  })
  const good = name.trim() !== '' && (scope === 'all' || capabilities.length > 0)
  const choose = (id: string, wanted: boolean) =>
    setCapabilities(wanted ? [...capabilities, id] : capabilities.filter((chosen) => chosen !== id))
  return (
    <Modal title={t('accounts.page.token-add')} onClose={props.onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (!good) return
          make.mutate({
            name: name.trim(),
            role,
            ...(scope === 'all' ? {} : { capabilities: [...capabilities] }),
            ...(end === 'never' ? {} : { expiresInDays: Number(end) }),
          })
        }}
      >
        <TextField
          label={t('accounts.page.name')}
          hint={t('accounts.page.token-name-hint')}
          value={name}
          onChange={setName}
          maxLength={64}
          autoFocus
          required
        />
        <RoleField role={role} onRole={setRole} most={me.role} />
        <div className="field">
          <b>{t('accounts.page.token-for')}</b>
          <Segmented
            label={t('accounts.page.token-for')}
            value={scope}
            choices={(['all', 'some'] as const).map((value) => ({
              value,
              label: t(`accounts.page.token-scope.${value}`),
            }))}
            onChange={setScope}
          />
          {scope === 'some' ? (
            <div className="scope-choices">
              {places.map(({ id, places: [first] }) => (
                <CheckField
                  key={id}
                  label={first ? t(first.label) : id}
                  checked={capabilities.includes(id)}
                  onChange={(wanted) => choose(id, wanted)}
                />
              ))}
            </div>
          ) : null}
        </div>
        <SelectField
          label={t('accounts.page.token-ends')}
          value={end}
          hint={
            end === 'never'
              ? t('accounts.page.token-endless')
              : t('accounts.page.token-ends-at', { date: at(openedMs + Number(end) * DAY_MS, 'date') })
          }
          choices={ENDS.map((value) => ({
            value,
            label:
              value === 'never'
                ? t('accounts.page.token-never')
                : t('accounts.page.token-days', { count: Number(value) }),
          }))}
          onChange={setEnd}
        />
        {make.error ? <Failed error={make.error} /> : null}
        <div className="actions">
          <button type="submit" className="button-go" disabled={!good || make.isPending}>
            {t('accounts.page.token-make')}
          </button>
          <button type="button" onClick={props.onClose}>
            {t('shell.plan.leave')}
          </button>
        </div>
      </form>
    </Modal>
  )
}

/** It closes by its button only once the secret was copied, or said to be kept: Esc must not lose it. */
function MadeDialog({ made, onClose }: { made: MadeToken; onClose: () => void }) {
  const { t } = useWords()
  const toasts = useToasts()
  const [state, setState] = useState<'fresh' | 'copied' | 'leaving'>('fresh')
  const copy = () =>
    copyText(made.secret).then(() => {
      setState('copied')
      toasts.done(t('shell.text-copied'))
    }, toasts.failed)
  return (
    <Modal
      title={t('accounts.page.token-made', { name: made.token.name })}
      onClose={() => (state === 'fresh' ? setState('leaving') : onClose())}
    >
      <div className="form">
        <p>
          <StatusDot state="caution" /> {t('accounts.page.token-once')}
        </p>
        <div className="secret">
          <code>{made.secret}</code>
        </div>
        <div className="actions">
          <button type="button" className="button-go" onClick={() => void copy()}>
            <Icon name="copy" /> {t(state === 'copied' ? 'shell.text-copied' : 'accounts.page.token-copy')}
          </button>
          <button type="button" onClick={onClose}>
            {t('accounts.page.token-kept')}
          </button>
        </div>
        {state === 'leaving' ? (
          <p className="danger" role="alert">
            {t('accounts.page.token-leaving')}
          </p>
        ) : null}
        <div>
          <p className="muted">{t('accounts.page.token-use')}</p>
          <CodeLine text={`curl -H "Authorization: Bearer $TOKEN" ${location.origin}/api/overview`} />
        </div>
      </div>
    </Modal>
  )
}
