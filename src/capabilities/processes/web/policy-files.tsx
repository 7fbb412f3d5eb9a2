/** All policies as one file: taken along, and brought in whole or not at all. */
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { post } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Failed } from '../../../../web/ui/answers.tsx'
import { Modal } from '../../../../web/ui/modal.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Imported } from '../policy/schema.ts'

export const POLICIES_API = '/api/processes/policies'

export function PolicyFiles() {
  const { t } = useWords()
  const me = useMe()
  const toasts = useToasts()
  const queries = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<{ readonly name: string; readonly error: unknown }>()
  const take = async (file: File) => {
    const document = parseJson(await file.text())
    if (!document) return setProblem({ name: file.name, error: undefined })
    try {
      const imported = await post<Imported>(`${POLICIES_API}/import`, document.value)
      toasts.done(t('processes.page.imported', { ...imported }))
      await queries.invalidateQueries({ queryKey: ['processes', 'policies'] })
    } catch (error) {
      setProblem({ name: file.name, error })
    }
  }
  return (
    <>
      <a className="button" href={`${POLICIES_API}/export`} download>
        {t('processes.page.export')}
      </a>
      {mayDo(me.role, 'admin') ? (
        <>
          <button type="button" onClick={() => input.current?.click()}>
            {t('processes.page.import')}…
          </button>
          <input
            ref={input}
            type="file"
            accept="application/json,.json"
            hidden
            aria-label={t('processes.page.import')}
            onChange={(event) => {
              const [file] = event.target.files ?? []
              // The same file may be chosen again once it is mended.
              event.target.value = ''
              if (file) void take(file)
            }}
          />
        </>
      ) : null}
      {problem ? (
        <Modal title={problem.name} onClose={() => setProblem(undefined)}>
          {problem.error ? <Failed error={problem.error} /> : <p className="danger">{t('processes.page.not-json')}</p>}
        </Modal>
      ) : null}
    </>
  )
}

function parseJson(written: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(written) as unknown }
  } catch {
    return undefined
  }
}
