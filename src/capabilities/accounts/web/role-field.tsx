/** A choice of role, each with what it may do. */
import { useId } from 'react'
import { ROLE_ORDER } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import type { Role } from '../../../core/schema.ts'

export function RoleField(props: {
  role: Role
  onRole: (role: Role) => void
  /** Roles above it are not offered. */
  most?: Role
  disabled?: boolean
}) {
  const { t } = useWords()
  const name = useId()
  const roles = ROLE_ORDER.slice(0, ROLE_ORDER.indexOf(props.most ?? 'admin') + 1)
  return (
    <fieldset className="roles" disabled={props.disabled}>
      <legend>{t('accounts.page.role')}</legend>
      {roles.map((role) => (
        <label key={role} className="role">
          <input
            type="radio"
            name={name}
            value={role}
            checked={props.role === role}
            onChange={() => props.onRole(role)}
          />
          <span>
            <b>{t(`shell.role.${role}`)}</b>
            <br />
            <span className="muted">{t(`accounts.page.may.${role}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
