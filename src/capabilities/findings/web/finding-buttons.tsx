/** What a person may say about a finding: mine, seen, quiet for a while, expected here. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { type FindingAction, useFindingAction } from '../../../../web/finding/finding-actions.ts'
import { MuteDialog } from '../../../../web/finding/mute-dialog.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { SelectField } from '../../../../web/ui/form.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Finding } from '../../../core/findings/schema.ts'
import type { Users } from '../../accounts/schema.ts'
import { ExpectDialog } from './expect-dialog.tsx'

export function FindingButtons({ finding }: { finding: Finding }) {
  const { t } = useWords()
  const me = useMe()
  const toasts = useToasts()
  const action = useFindingAction(finding.id)
  const [asking, setAsking] = useState<'mute' | 'expect'>()
  if (!mayDo(me.role, 'operator')) return null
  const act = (what: FindingAction) => action.mutate(what, { onSuccess: () => toasts.done(t('shell.saved')) })
  const open = finding.state === 'open'
  return (
    <section>
      <div className="actions">
        {open ? (
          finding.acknowledged ? (
            <button type="button" onClick={() => act({ verb: 'unacknowledge', body: {} })}>
              {t('findings.page.unacknowledge')}
            </button>
          ) : (
            <button
              type="button"
              title={t('findings.page.acknowledge-hint')}
              onClick={() => act({ verb: 'acknowledge', body: { severity: finding.severity } })}
            >
              {t('findings.page.acknowledge')}
            </button>
          )
        ) : null}
        {finding.mute ? (
          <button type="button" onClick={() => act({ verb: 'unmute', body: {} })}>
            {t('findings.page.unmute')}
          </button>
        ) : (
          <button type="button" onClick={() => setAsking('mute')}>
            <Icon name="mute" /> {t('shell.mute.go')}…
          </button>
        )}
        {finding.expected ? null : (
          <button type="button" onClick={() => setAsking('expect')}>
            {t('findings.page.expect')}…
          </button>
        )}
      </div>
      <Owner finding={finding} onAssign={(assignee) => act({ verb: 'assign', body: { assignee } })} />
      {asking === 'mute' ? <MuteDialog finding={finding} onClose={() => setAsking(undefined)} /> : null}
      {asking === 'expect' ? <ExpectDialog finding={finding} onClose={() => setAsking(undefined)} /> : null}
    </section>
  )
}

/** An admin may hand it to anybody; others take it or put it down. */
function Owner(props: { finding: Finding; onAssign: (assignee: string | null) => void }) {
  const { t } = useWords()
  const me = useMe()
  const admin = mayDo(me.role, 'admin')
  const users = useQuery({
    queryKey: ['accounts', 'users'],
    queryFn: ({ signal }) => get<Users>('/api/accounts/users', undefined, signal),
    enabled: admin,
  })
  const { assignee } = props.finding
  const people = users.data?.users.filter(({ disabled }) => !disabled).map(({ name }) => name) ?? []
  const mine = me.kind === 'user' ? [me.name] : []
  const names = [...new Set([...mine, ...people, ...(assignee ? [assignee] : [])])]
  return (
    <div className="owner">
      <SelectField
        label={t('findings.page.owner')}
        value={assignee ?? ''}
        choices={[
          { value: '', label: t('findings.page.nobody') },
          ...names.map((name) => ({ value: name, label: name === me.name ? t('findings.page.me', { name }) : name })),
        ]}
        onChange={(name) => props.onAssign(name === '' ? null : name)}
      />
    </div>
  )
}
