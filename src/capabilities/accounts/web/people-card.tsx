/** Who may come in, and what each may do; for admins. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, patch } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Card, Tag } from '../../../../web/ui/card.tsx'
import { TextField } from '../../../../web/ui/form.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { Menu } from '../../../../web/ui/menu.tsx'
import { PlanDialog } from '../../../../web/ui/plan-dialog.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { UserRow, Users } from '../schema.ts'
import { AddPersonDialog, RoleDialog, SetPasswordDialog } from './person-dialogs.tsx'
import { isLastAdmin, planDisable } from './plans.ts'

const spec = { who: text() }
/** From here on a list is worth searching. */
const MANY = 8

type Asking = { readonly what: 'add' } | { readonly what: 'role' | 'password' | 'disable'; readonly person: UserRow }

export function PeopleCard() {
  const { t } = useWords()
  const [asking, setAsking] = useState<Asking>()
  const answer = useQuery({
    queryKey: ['accounts', 'users'],
    queryFn: ({ signal }) => get<Users>('/api/accounts/users', undefined, signal),
  })
  const close = () => setAsking(undefined)
  return (
    <Card
      title={t('accounts.page.people')}
      aside={
        <button type="button" className="button-small" onClick={() => setAsking({ what: 'add' })}>
          + {t('accounts.page.person-add')}…
        </button>
      }
    >
      <Answered answer={answer}>
        {({ users }) => (
          <>
            <People people={users} onAsk={setAsking} />
            {asking && asking.what !== 'add' ? <PersonDialog asking={asking} people={users} onClose={close} /> : null}
          </>
        )}
      </Answered>
      {asking?.what === 'add' ? <AddPersonDialog onClose={close} /> : null}
    </Card>
  )
}

function PersonDialog(props: {
  asking: Exclude<Asking, { what: 'add' }>
  people: readonly UserRow[]
  onClose: () => void
}) {
  const { t } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const toasts = useToasts()
  const { asking, people, onClose } = props
  const { person } = asking
  if (asking.what === 'role')
    return <RoleDialog person={person} last={isLastAdmin(people, person.id)} onClose={onClose} />
  if (asking.what === 'password') return <SetPasswordDialog person={person} onClose={onClose} />
  return (
    <PlanDialog
      plan={planDisable(person, people, me.id)}
      onClose={onClose}
      onApply={async () => {
        await patch<UserRow>(`/api/accounts/users/${encodeURIComponent(person.id)}`, { disabled: true })
        await queries.invalidateQueries({ queryKey: ['accounts', 'users'] })
        toasts.done(t('accounts.page.disabled-done', { name: person.name }))
        onClose()
      }}
    />
  )
}

function People({ people, onAsk }: { people: readonly UserRow[]; onAsk: (asking: Asking) => void }) {
  const { t } = useWords()
  const [{ who }, change] = useAddress(spec)
  const wanted = who.trim().toLowerCase()
  const shown = people.filter(({ name, role }) => `${name} ${t(`shell.role.${role}`)}`.toLowerCase().includes(wanted))
  return (
    <>
      {people.length > MANY || wanted !== '' ? (
        <div data-filter="" className="narrow-field">
          <TextField
            label={t('accounts.page.people-find')}
            type="search"
            value={who}
            onChange={(value) => change({ who: value })}
          />
        </div>
      ) : null}
      {shown.length === 0 ? (
        <Empty title={t('shell.table.none')} />
      ) : (
        <ul className="list-rows account-rows">
          {shown.map((person) => (
            <PersonRow key={person.id} person={person} last={isLastAdmin(people, person.id)} onAsk={onAsk} />
          ))}
        </ul>
      )}
      {people.length === 1 ? <p className="muted account-note">{t('accounts.page.people-alone')}</p> : null}
    </>
  )
}

function PersonRow(props: { person: UserRow; last: boolean; onAsk: (asking: Asking) => void }) {
  const { t, at, ago } = useWords()
  const me = useMe()
  const nowMs = useNow(30_000)
  const { person, last, onAsk } = props
  const enable = useEnable(person)
  const { disabled, lastSignInMs } = person
  return (
    <li className="account-row">
      <span className="account-name">
        <StatusDot
          state={disabled ? 'silent' : 'good'}
          label={t(disabled ? 'accounts.page.disabled' : 'accounts.page.active')}
        />{' '}
        <b>{person.name}</b>
        {person.id === me.id ? <span className="muted"> ({t('accounts.page.you')})</span> : null}
      </span>
      <span>
        <Tag {...(person.role === 'admin' ? { tone: 'info' as const } : {})}>{t(`shell.role.${person.role}`)}</Tag>
      </span>
      <span className="muted account-facts">
        {[
          disabled ? t('accounts.page.disabled') : '',
          last ? t('accounts.page.only-admin') : '',
          lastSignInMs === undefined
            ? t('accounts.page.never-signed-in')
            : t('accounts.page.signed-in', { ago: ago(lastSignInMs, nowMs) }),
          t('accounts.page.person-since', { date: at(person.createdMs, 'date') }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <Menu
        label={t('accounts.page.change-of', { name: person.name })}
        button={
          <>
            {t('accounts.page.change')} <Icon name="down" />
          </>
        }
      >
        <button type="button" onClick={() => onAsk({ what: 'role', person })}>
          {t('accounts.page.role')}…
        </button>
        <button type="button" onClick={() => onAsk({ what: 'password', person })}>
          {t('accounts.page.password-new')}…
        </button>
        <hr />
        {disabled ? (
          <button type="button" onClick={() => enable.mutate()}>
            {t('accounts.page.enable')}
          </button>
        ) : (
          <button type="button" className="danger" onClick={() => onAsk({ what: 'disable', person })}>
            {t('accounts.page.disable')}…
          </button>
        )}
      </Menu>
    </li>
  )
}

function useEnable(person: UserRow) {
  const { t } = useWords()
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: () => patch<UserRow>(`/api/accounts/users/${encodeURIComponent(person.id)}`, { disabled: false }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['accounts', 'users'] })
      toasts.done(t('accounts.page.enabled-done', { name: person.name }))
    },
    onError: toasts.failed,
  })
}
