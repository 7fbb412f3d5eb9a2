/** Adding a person, another role, another password. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { patch, post } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { fieldProblem } from '../../../../web/api/words.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Failed } from '../../../../web/ui/answers.tsx'
import { TextField } from '../../../../web/ui/form.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Role } from '../../../core/schema.ts'
import { type NewUser, PASSWORD_MIN_LENGTH, type UserChange, type UserRow } from '../schema.ts'
import { PasswordField } from './password-field.tsx'
import { RoleField } from './role-field.tsx'

/** What is wrong with these is said beside them. */
const FIELDS = ['name', 'password']
const isPassword = (password: string) => password.length >= PASSWORD_MIN_LENGTH

export function AddPersonDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const [password, setPassword] = useState('')
  const add = usePersonChange(
    (person: NewUser) => post<UserRow>('/api/accounts/users', person),
    t('accounts.page.person-added', { name: name.trim() }),
    onClose,
  )
  const good = name.trim() !== '' && isPassword(password)
  return (
    <PersonForm
      title={t('accounts.page.person-add')}
      go={t('accounts.page.person-add')}
      good={good}
      change={add}
      onGo={() => add.mutate({ name: name.trim(), role, password })}
      onClose={onClose}
    >
      <TextField
        label={t('accounts.page.name')}
        hint={t('accounts.page.name-hint')}
        value={name}
        onChange={setName}
        problem={fieldProblem(add.error, 'name')}
        maxLength={64}
        autoFocus
        required
      />
      <RoleField role={role} onRole={setRole} />
      <PasswordField value={password} onChange={setPassword} error={add.error} />
    </PersonForm>
  )
}

export function RoleDialog(props: { person: UserRow; last: boolean; onClose: () => void }) {
  const { t } = useWords()
  const me = useMe()
  const { person, last } = props
  const [role, setRole] = useState(person.role)
  const change = useUserChange(
    person,
    t('accounts.page.role-changed', { name: person.name, role: t(`shell.role.${role}`) }),
    props.onClose,
  )
  return (
    <PersonForm
      title={t('accounts.page.role-of', { name: person.name })}
      go={t('shell.save')}
      good={role !== person.role && !last}
      change={change}
      onGo={() => change.mutate({ role })}
      onClose={props.onClose}
    >
      {last ? (
        <p>
          <StatusDot state="caution" /> {t('accounts.page.last-admin', { name: person.name })}
        </p>
      ) : null}
      <RoleField role={role} onRole={setRole} disabled={last} />
      {person.id === me.id && role !== 'admin' ? (
        <p>
          <StatusDot state="caution" /> {t('accounts.page.role-me')}
        </p>
      ) : null}
      <p className="muted">{t('accounts.page.role-tokens')}</p>
    </PersonForm>
  )
}

export function SetPasswordDialog(props: { person: UserRow; onClose: () => void }) {
  const { t } = useWords()
  const { person } = props
  const [password, setPassword] = useState('')
  const change = useUserChange(person, t('accounts.page.password-set', { name: person.name }), props.onClose)
  return (
    <PersonForm
      title={t('accounts.page.password-of', { name: person.name })}
      go={t('shell.save')}
      good={isPassword(password)}
      change={change}
      onGo={() => change.mutate({ password })}
      onClose={props.onClose}
    >
      <PasswordField value={password} onChange={setPassword} error={change.error} autoFocus />
      <p className="muted">{t('accounts.page.password-ends', { name: person.name })}</p>
    </PersonForm>
  )
}

/** Asks, shows the new state everywhere, says that it is done, and closes. */
function usePersonChange<Change>(ask: (change: Change) => Promise<UserRow>, said: string, onDone: () => void) {
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: ask,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['accounts'] })
      await queries.invalidateQueries({ queryKey: ['me'] })
      toasts.done(said)
      onDone()
    },
  })
}
const useUserChange = (person: UserRow, said: string, onDone: () => void) =>
  usePersonChange(
    (change: UserChange) => patch<UserRow>(`/api/accounts/users/${encodeURIComponent(person.id)}`, change),
    said,
    onDone,
  )

function PersonForm(props: {
  title: string
  go: string
  good: boolean
  change: { readonly error: unknown; readonly isPending: boolean }
  onGo: () => void
  onClose: () => void
  children: ReactNode
}) {
  const { t } = useWords()
  const { change } = props
  return (
    <Modal title={props.title} onClose={props.onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (props.good) props.onGo()
        }}
      >
        {props.children}
        {change.error && !FIELDS.some((field) => fieldProblem(change.error, field)) ? (
          <Failed error={change.error} />
        ) : null}
        <div className="actions">
          <button type="submit" className="button-go" disabled={!props.good || change.isPending}>
            {props.go}
          </button>
          <button type="button" onClick={props.onClose}>
            {t('shell.plan.leave')}
          </button>
        </div>
      </form>
    </Modal>
  )
}
