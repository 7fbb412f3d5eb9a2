/** Adds or edits one known process. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask, remove } from '../../../../web/api/client.ts'
import { LANGUAGE_IDS, LANGUAGE_NAMES } from '../../../../web/locales/languages.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Failed } from '../../../../web/ui/answers.tsx'
import { SelectField, TextField } from '../../../../web/ui/form.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import { CATEGORIES, type Category, type Words } from '../policy/schema.ts'
import { PLATFORMS, type Platform } from '../schema.ts'
import type { KnownRow } from './known-table.tsx'
import { PolicyFieldsForm } from './policy-fields.tsx'
import { POLICIES_API } from './policy-files.tsx'
import { ALLOWANCES, fromPolicyFields, toKnownInput, toPolicyFields } from './policy-form.ts'
import { SureButton } from './sure-button.tsx'

const UNWRITTEN = { is_system: false, terminatable: false, reason: '' }

export function KnownDialog({ known, onClose }: { known: KnownRow | undefined; onClose: () => void }) {
  const { t, language } = useWords()
  const toasts = useToasts()
  const queries = useQueryClient()
  const [name, setName] = useState(known?.name ?? '')
  const [platform, setPlatform] = useState<Platform>(known?.platform ?? 'linux')
  const [category, setCategory] = useState<Category>(known?.category ?? 'other')
  const [description, setDescription] = useState<Words>(known?.description ?? { en: '', ko: '', ru: '' })
  const [tags, setTags] = useState((known?.tags ?? []).join(', '))
  const [fields, setFields] = useState(toPolicyFields(known?.policy ?? UNWRITTEN, language))
  const [error, setError] = useState<unknown>()
  const [doing, setDoing] = useState(false)
  const path = `${POLICIES_API}/known/${platform}/${encodeURIComponent(name.trim())}`
  const run = async (deed: () => Promise<unknown>, done: string) => {
    setDoing(true)
    setError(undefined)
    try {
      await deed()
      await queries.invalidateQueries({ queryKey: ['processes', 'policies'] })
      toasts.done(done)
      onClose()
    } catch (failure) {
      setError(failure)
      setDoing(false)
    }
  }
  const save = () => {
    const policy = fromPolicyFields(fields, known?.policy.reason ?? '', language)
    const body = toKnownInput({ category, description, policy, tags })
    return run(() => ask('PUT', path, { body }), t('shell.saved'))
  }
  const written = name.trim() !== '' && Object.values(description).some((sentence) => sentence.trim() !== '')
  return (
    <Modal title={known?.name ?? t('processes.page.add')} onClose={onClose} wide>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (written) void save()
        }}
      >
        {known ? null : (
          <>
            <TextField label={t('processes.page.name')} value={name} onChange={setName} maxLength={128} required />
            <SelectField
              label={t('processes.page.platform')}
              value={platform}
              choices={PLATFORMS.map((value) => ({ value, label: t(`processes.page.platform.${value}`) }))}
              onChange={setPlatform}
            />
          </>
        )}
        <SelectField
          label={t('processes.page.category')}
          value={category}
          choices={CATEGORIES.map((value) => ({ value, label: t(`processes.category.${value}`) }))}
          onChange={setCategory}
        />
        <PolicyFieldsForm fields={fields} allowances={ALLOWANCES} onFields={setFields} />
        {LANGUAGE_IDS.map((id) => (
          <TextField
            key={id}
            label={t('processes.page.described-in', { language: LANGUAGE_NAMES[id] })}
            value={description[id]}
            maxLength={500}
            onChange={(sentence) => setDescription({ ...description, [id]: sentence })}
          />
        ))}
        <TextField
          label={t('processes.page.tags')}
          hint={t('processes.page.tags-hint')}
          value={tags}
          onChange={setTags}
        />
        {error ? <Failed error={error} /> : null}
        <div className="actions">
          <button type="submit" className="button-go" disabled={!written || doing}>
            {t('shell.save')}
          </button>
          {known ? (
            <SureButton
              label={t('processes.page.delete')}
              sure={t('processes.page.delete-sure')}
              disabled={doing}
              onSure={() => void run(() => remove(path), t('processes.page.deleted', { name: known.name }))}
            />
          ) : null}
        </div>
      </form>
    </Modal>
  )
}
