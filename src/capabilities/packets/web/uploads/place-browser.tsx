/** What lies in a place that may be opened, folder by folder, until a capture is chosen. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { get, post } from '../../../../../web/api/client.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { useGo } from '../../../../../web/shell/use-address.ts'
import { Answered, Empty, Failed } from '../../../../../web/ui/answers.tsx'
import { ProgressBar } from '../../../../../web/ui/bars.tsx'
import type { OpenBody, PlaceEntry, PlaceList, Uploaded } from '../../schema.ts'
import { captureHref, refreshCaptures } from '../api.ts'

export interface Root {
  /** Where its entries are asked for. */
  readonly api: string
  /** What says in `POST /captures/open` where the path begins. */
  readonly where: Omit<OpenBody, 'path' | 'level'>
  readonly name: string
}

export function PlaceBrowser({ root, onBack, onClose }: { root: Root; onBack: () => void; onClose: () => void }) {
  const { t } = useWords()
  const [path, setPath] = useState('')
  const answer = useQuery({
    queryKey: ['packets', 'place', root.api, path],
    queryFn: ({ signal }) => get<PlaceList>(root.api, path ? { path } : undefined, signal),
    retry: false,
    // Files come and go there without a word.
    staleTime: 0,
  })
  // Of a machine the answer says where it begins.
  const here = answer.data?.path ?? path
  const opening = useOpening(root, onClose)
  return (
    <section className="place-browser">
      <div className="split">
        <code>{toTitle(root, here)}</code>
        <button
          type="button"
          className="button-small"
          onClick={here === '' || here === '/' ? onBack : () => setPath(toParent(here))}
        >
          {t('packets.page.open-up')}
        </button>
      </div>
      {opening.name ? <ProgressBar label={t('packets.page.opening', { name: opening.name })} /> : null}
      {opening.error ? <Failed error={opening.error} /> : null}
      <Answered answer={answer}>
        {({ entries, cut }) => (
          <>
            {entries.length === 0 ? (
              <Empty title={t('packets.page.open-empty')}>{t('packets.page.open-empty-why')}</Empty>
            ) : (
              <Entries
                key={path}
                entries={entries}
                disabled={opening.name !== undefined}
                onOpen={(entry) => (entry.isFolder ? setPath(entry.path) : void opening.open(entry))}
              />
            )}
            {cut ? <p className="muted">{t('packets.page.open-cut')}</p> : null}
          </>
        )}
      </Answered>
    </section>
  )
}
/** Paths on a machine begin at its root, those in a folder in that folder. */
const toParent = (path: string) => path.split('/').slice(0, -1).join('/') || (path.startsWith('/') ? '/' : '')
const toTitle = ({ name }: Root, path: string) =>
  path.startsWith('/') ? `${name}:${path}` : [name.replace(/\/$/, ''), path].filter(Boolean).join('/')

function useOpening(root: Root, onClose: () => void) {
  const go = useGo()
  const queries = useQueryClient()
  const [name, setName] = useState<string>()
  const [error, setError] = useState<unknown>()
  const open = async (entry: PlaceEntry) => {
    setName(entry.name)
    setError(undefined)
    try {
      const body: OpenBody = { ...root.where, path: entry.path }
      const { capture } = await post<Uploaded>('/api/packets/captures/open', body)
      await refreshCaptures(queries)
      onClose()
      go(captureHref(capture.id))
    } catch (failure) {
      setError(failure)
      setName(undefined)
    }
  }
  return { name, error, open }
}

function Entries(props: { entries: readonly PlaceEntry[]; disabled: boolean; onOpen: (entry: PlaceEntry) => void }) {
  const { value, at } = useWords()
  const list = useRef<HTMLUListElement>(null)
  // The button that led here is gone: the keyboard goes on at the first entry.
  useEffect(() => list.current?.querySelector('button')?.focus(), [])
  return (
    <ul className="places places-long" ref={list}>
      {props.entries.map((entry) => (
        <li key={entry.path}>
          <button type="button" className="place" disabled={props.disabled} onClick={() => props.onOpen(entry)}>
            <span className={`place-name ${entry.isFolder ? 'place-folder' : ''}`}>
              {entry.isFolder ? `${entry.name}/` : entry.name}
            </span>
            <span className="place-facts">
              {[
                entry.sizeBytes === undefined ? '' : value(entry.sizeBytes, 'bytes'),
                entry.changedMs === undefined ? '' : at(entry.changedMs),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
