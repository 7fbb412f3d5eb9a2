/** Captures, newest first: where they come in, how far each is, what was found in it, and what failed. */
import { type ReactNode, useDeferredValue, useState } from 'react'
import { useWords } from '../../../../web/locales/words.tsx'
import { text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Loading } from '../../../../web/ui/answers.tsx'
import { TextField } from '../../../../web/ui/form.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Capture, CaptureList } from '../schema.ts'
import { moreCaptures, useCaptureEvents, useCaptures } from './api.ts'
import { CaptureTable } from './capture-table.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { UploadCard } from './uploads/upload-card.tsx'

const spec = { search: text() }

export function Captures() {
  const { t } = useWords()
  const [values, change] = useAddress(spec)
  const search = useDeferredValue(values.search.trim())
  const answer = useCaptures(search)
  useCaptureEvents()
  return (
    <Page title={t('shell.nav.packets')}>
      <UploadCard />
      <DeadLetters />
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {(list) => (
          <Pages key={search} list={list} search={search}>
            {list.captures.length > 0 || search !== '' ? (
              <search data-filter="" className="capture-search">
                <TextField
                  label={t('packets.page.search')}
                  type="search"
                  value={values.search}
                  onChange={(next) => change({ search: next })}
                />
              </search>
            ) : null}
          </Pages>
        )}
      </Answered>
    </Page>
  )
}

/** The newest page follows what happens; older ones are fetched when they are wanted, and stay as they were. */
function Pages({ list, search, children }: { list: CaptureList; search: string; children: ReactNode }) {
  const { t } = useWords()
  const toasts = useToasts()
  const [older, setOlder] = useState<readonly Capture[]>([])
  const [next, setNext] = useState<string | 'end' | undefined>()
  const [asking, setAsking] = useState(false)
  const before = next ?? list.next
  const known = new Set(list.captures.map(({ id }) => id))
  const captures = [...list.captures, ...older.filter(({ id }) => !known.has(id))]
  const more = async (from: string) => {
    setAsking(true)
    try {
      const page = await moreCaptures(search, from)
      setOlder((now) => [...now, ...page.captures])
      setNext(page.next ?? 'end')
    } catch (error) {
      toasts.failed(error)
    }
    setAsking(false)
  }
  return (
    <CaptureTable captures={captures} searching={search !== ''} tools={children}>
      {before !== undefined && before !== 'end' ? (
        <div className="actions">
          <button type="button" disabled={asking} onClick={() => void more(before)}>
            {t('packets.page.older')}
          </button>
        </div>
      ) : null}
    </CaptureTable>
  )
}
