/** Writes or edits a policy that acts. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, post } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { useHosts } from '../../../../web/shell/needs.ts'
import { Failed } from '../../../../web/ui/answers.tsx'
import { SelectField, TextField } from '../../../../web/ui/form.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { AUTOMATION_ACTIONS, type Automation } from '../automation/schema.ts'
import { RISKS } from '../schema.ts'
import { AUTOMATION_API, AUTOMATION_KEY } from './automation-api.ts'
import { type AutomationFields, beginsAnew, toAutomationFields, toAutomationInput } from './automation-form.ts'

export function AutomationDialog({ automation, onClose }: { automation: Automation | undefined; onClose: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [fields, setFields] = useState(toAutomationFields(automation))
  const [tried, setTried] = useState(false)
  const [error, setError] = useState<unknown>()
  const [doing, setDoing] = useState(false)
  const input = toAutomationInput(fields)
  const save = async () => {
    setTried(true)
    if (typeof input === 'string') return
    setDoing(true)
    setError(undefined)
    try {
      if (automation) await ask('PUT', `${AUTOMATION_API}/${encodeURIComponent(automation.id)}`, { body: input })
      else await post(AUTOMATION_API, input)
      await queries.invalidateQueries({ queryKey: AUTOMATION_KEY })
      onClose()
    } catch (failure) {
      setError(failure)
      setDoing(false)
    }
  }
  const anew = automation !== undefined && typeof input !== 'string' && beginsAnew(automation, input)
  return (
    <Modal title={automation?.title ?? t('processes.page.auto.add')} onClose={onClose} wide>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Fields fields={fields} fault={tried && typeof input === 'string' ? input : undefined} onFields={setFields} />
        {tried && input === 'empty' ? (
          <p className="danger" role="alert">
            {t('processes.page.auto.fault.empty')}
          </p>
        ) : null}
        <p className="muted">{t(`processes.page.auto.${anew ? 'anew' : automation ? 'goes-on' : 'begins-off'}`)}</p>
        {error ? <Failed error={error} /> : null}
        <div className="actions">
          <button type="submit" className="button-go" disabled={doing}>
            {t('shell.save')}
          </button>
        </div>
      </form>
    </Modal>
  )
}

function Fields(props: {
  fields: AutomationFields
  fault: string | undefined
  onFields: (fields: AutomationFields) => void
}) {
  const { t } = useWords()
  const hosts = useHosts()
  const { fields, fault } = props
  const set = (more: Partial<AutomationFields>) => props.onFields({ ...fields, ...more })
  const any = { value: '' as const, label: t('processes.page.auto.any') }
  const problem = (field: string) => (fault === field ? t(`processes.page.auto.fault.${field}`) : undefined)
  const known = hosts.map(({ id, name }) => ({ value: id, label: name }))
  // A host that is away is still the one that was meant.
  const away = fields.host === '' || hosts.some(({ id }) => id === fields.host) ? [] : [fields.host]
  return (
    <>
      <TextField
        label={t('processes.page.auto.title')}
        value={fields.title}
        onChange={(title) => set({ title })}
        maxLength={100}
        problem={problem('title')}
      />
      <fieldset className="auto-fields">
        <legend>{t('processes.page.auto.if')}</legend>
        <TextField
          label={t('processes.page.auto.process')}
          hint={t('processes.page.auto.process-hint')}
          value={fields.name}
          onChange={(name) => set({ name })}
          maxLength={128}
        />
        <SelectField
          label={t('processes.page.verdict')}
          value={fields.verdict}
          choices={[
            any,
            ...(['caution', 'danger'] as const).map((value) => ({
              value,
              label: t(`processes.page.auto.when.${value}`),
            })),
          ]}
          onChange={(verdict) => set({ verdict })}
        />
        <SelectField
          label={t('processes.page.auto.rule')}
          value={fields.rule}
          choices={[any, ...RISKS.map((value) => ({ value, label: t(`processes.page.auto.risk.${value}`) }))]}
          onChange={(rule) => set({ rule })}
        />
        <SelectField
          label={t('shell.host')}
          value={fields.host}
          choices={[
            { value: '', label: t('processes.page.auto.everywhere') },
            ...known,
            ...away.map((value) => ({ value, label: value })),
          ]}
          onChange={(host) => set({ host })}
        />
        <TextField
          label={t('processes.page.auto.memory')}
          value={fields.memory}
          onChange={(memory) => set({ memory })}
          problem={problem('memory')}
        />
        <TextField
          label={t('processes.page.auto.cpu')}
          value={fields.cpu}
          onChange={(cpu) => set({ cpu })}
          problem={problem('cpu')}
        />
        <TextField
          label={t('processes.page.auto.minutes')}
          value={fields.minutes}
          onChange={(minutes) => set({ minutes })}
          problem={problem('minutes')}
        />
        <SelectField
          label={t('processes.page.auto.action')}
          value={fields.action}
          choices={AUTOMATION_ACTIONS.map((value) => ({ value, label: t(`processes.page.auto.then.${value}`) }))}
          onChange={(action) => set({ action })}
        />
      </fieldset>
    </>
  )
}
