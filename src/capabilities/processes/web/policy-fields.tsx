/** What is allowed, and why: the part of a form that known processes and rules share. */
import { useWords } from '../../../../web/locales/words.tsx'
import { SelectField, TextField } from '../../../../web/ui/form.tsx'
import { REASONS } from '../policy/schema.ts'
import { type Allowance, NO_REASON, OWN_WORDS, type PolicyFields } from './policy-form.ts'

export function PolicyFieldsForm(props: {
  fields: PolicyFields
  allowances: readonly Allowance[]
  onFields: (fields: PolicyFields) => void
}) {
  const { t } = useWords()
  const { fields, onFields } = props
  return (
    <>
      <SelectField
        label={t('processes.page.allowance')}
        value={fields.allowance}
        choices={props.allowances.map((value) => ({ value, label: t(`processes.page.allowance.${value}`) }))}
        onChange={(allowance) => onFields({ ...fields, allowance })}
      />
      <SelectField
        label={t('processes.page.reason')}
        value={fields.reason}
        choices={[
          { value: NO_REASON, label: t('processes.page.reason-none') },
          { value: OWN_WORDS, label: t('processes.page.reason-own') },
          ...REASONS.map((value) => ({ value, label: t(`processes.reason.${value}`) })),
        ]}
        onChange={(reason) => onFields({ ...fields, reason })}
      />
      {fields.reason === OWN_WORDS ? (
        <TextField
          label={t('processes.page.reason-words')}
          value={fields.words}
          maxLength={500}
          onChange={(words) => onFields({ ...fields, words })}
        />
      ) : null}
    </>
  )
}
