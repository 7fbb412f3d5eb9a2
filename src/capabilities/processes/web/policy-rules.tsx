/** Rules of this console: read after the known processes, and may only forbid. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post, remove } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Answered, Empty, Failed } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { TextField } from '../../../../web/ui/form.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import { type ProcessRule, toReasonText } from '../policy/schema.ts'
import { PolicyFieldsForm } from './policy-fields.tsx'
import { POLICIES_API } from './policy-files.tsx'
import { fromPolicyFields, type PolicyFields, toAllowance, toRuleInput } from './policy-form.ts'
import { SureButton } from './sure-button.tsx'

const KEY = ['processes', 'policies', 'rules']

export function PolicyRules() {
  const { t } = useWords()
  const me = useMe()
  const [adding, setAdding] = useState(false)
  const admin = mayDo(me.role, 'admin')
  const answer = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => get<{ rules: readonly ProcessRule[] }>(`${POLICIES_API}/rules`, undefined, signal),
  })
  return (
    <Card
      title={t('processes.page.rules')}
      tone="dim"
      aside={
        admin ? (
          <button type="button" className="button-small" onClick={() => setAdding(true)}>
            {t('processes.page.add-rule')}…
          </button>
        ) : null
      }
    >
      <p className="muted">{t('processes.page.rules-why')}</p>
      <Answered answer={answer}>
        {({ rules }) =>
          rules.length === 0 ? (
            <Empty title={t('processes.page.rules-none')} />
          ) : (
            <ul className="list-rows">
              {rules.map((rule) => (
                <RuleLine key={rule.id} rule={rule} mayDelete={admin} />
              ))}
            </ul>
          )
        }
      </Answered>
      {adding ? <RuleDialog onClose={() => setAdding(false)} /> : null}
    </Card>
  )
}

function RuleLine({ rule, mayDelete }: { rule: ProcessRule; mayDelete: boolean }) {
  const { t, say, language } = useWords()
  const toasts = useToasts()
  const queries = useQueryClient()
  const reason = toReasonText(rule.policy, language)
  const drop = () =>
    remove(`${POLICIES_API}/rules/${encodeURIComponent(rule.id)}`).then(
      () => queries.invalidateQueries({ queryKey: ['processes', 'policies'] }),
      toasts.failed,
    )
  const said = [
    rule.name === undefined ? '' : `${t('processes.page.name')} ${rule.name}`,
    rule.path === undefined ? '' : `${t('processes.page.path')} ${rule.path}`,
    rule.user === undefined ? '' : `${t('processes.page.user')} ${rule.user}`,
  ]
  return (
    <li className="split">
      <div>
        <b>{said.filter(Boolean).join(' · ')}</b>
        <p className="muted">
          {t(`processes.page.allowance.${toAllowance(rule.policy)}`)}
          {reason ? <> · {say(reason)}</> : null}
        </p>
      </div>
      {mayDelete ? (
        <SureButton
          label={t('processes.page.delete')}
          sure={t('processes.page.delete-sure')}
          onSure={() => void drop()}
        />
      ) : null}
    </li>
  )
}

function RuleDialog({ onClose }: { onClose: () => void }) {
  const { t, language } = useWords()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [path, setPath] = useState('')
  const [user, setUser] = useState('')
  const [fields, setFields] = useState<PolicyFields>({ allowance: 'locked', reason: 'rule', words: '' })
  const [error, setError] = useState<unknown>()
  const [doing, setDoing] = useState(false)
  const written = [name, path, user].some((value) => value.trim() !== '')
  const save = async () => {
    setDoing(true)
    setError(undefined)
    try {
      await post(`${POLICIES_API}/rules`, toRuleInput({ name, path, user }, fromPolicyFields(fields, '', language)))
      await queries.invalidateQueries({ queryKey: ['processes', 'policies'] })
      onClose()
    } catch (failure) {
      setError(failure)
      setDoing(false)
    }
  }
  return (
    <Modal title={t('processes.page.add-rule')} onClose={onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (written) void save()
        }}
      >
        <TextField label={t('processes.page.name')} value={name} onChange={setName} maxLength={128} />
        <TextField
          label={t('processes.page.path')}
          hint={t('processes.page.path-hint')}
          value={path}
          onChange={setPath}
          maxLength={1024}
        />
        <TextField label={t('processes.page.user')} value={user} onChange={setUser} maxLength={128} />
        <PolicyFieldsForm fields={fields} allowances={['locked', 'system']} onFields={setFields} />
        {error ? <Failed error={error} /> : null}
        <div className="actions">
          <button type="submit" className="button-go" disabled={!written || doing}>
            {t('shell.save')}
          </button>
        </div>
      </form>
    </Modal>
  )
}
