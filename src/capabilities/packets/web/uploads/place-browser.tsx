/** What lies in a place that may be opened, folder by folder, until a capture is chosen. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { get, post } from '../../../../../web/api/client.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { useGo } from '../../../../../web/shell/use-address.ts'
import { Answered, Empty, Failed } from '../../../../../web/ui/answers.tsx'
import { ProgressBar } from '../../../../../web/ui/bars.tsx'
import { TextField } from '../../../../../web/ui/form.tsx'
import type { OpenBody, PlaceEntry, PlaceList, Uploaded } from '../../schema.ts'
import { captureHref, refreshCaptures } from '../api.ts'

/** A short list is seen whole: nobody looks for a name in it. */
const SHORT_LIST = 12
const LONGEST_NAME = 255
/** A machine is asked once the fingers rest. */
const REST_MS = 300

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
  const [typed, setTyped] = useState('')
  const find = useRested(typed.trim())
  const focused = useRef<string>(undefined)
  const answer = useQuery({
    queryKey: ['packets', 'place', root.api, path, find],
    queryFn: ({ signal }) => get<PlaceList>(root.api, { path: path || undefined, find: find || undefined }, signal),
    retry: false,
    // Of the same folder the list stays until the narrower one is there: the field above it must not go.
    placeholderData: (last, query) => (query?.queryKey[3] === path ? last : undefined),
    // Files come and go there without a word.
    staleTime: 0,
  })
  // Of a machine the answer says where it begins.
  const here = answer.data?.path ?? path
  const enter = (next: string) => {
    setTyped('')
    setPath(next)
  }
  const isLong = answer.data !== undefined && (answer.data.cut || answer.data.entries.length > SHORT_LIST)
  const opening = useOpening(root, onClose)
  return (
    <section className="place-browser">
      <div className="split">
        <code>{toTitle(root, here)}</code>
        <button
          type="button"
          className="button-small"
          onClick={here === '' || here === '/' ? onBack : () => enter(toParent(here))}
        >
          {t('packets.page.open-up')}
        </button>
      </div>
      {opening.name ? <ProgressBar label={t('packets.page.opening', { name: opening.name })} /> : null}
      {opening.error ? <Failed error={opening.error} /> : null}
      {typed !== '' || find !== '' || isLong ? (
        <search>
          <TextField
            label={t('packets.page.open-find')}
            type="search"
            value={typed}
            maxLength={LONGEST_NAME}
            onChange={setTyped}
          />
        </search>
      ) : null}
      <Answered answer={answer}>
        {({ entries, cut }) => (
          <>
            {entries.length === 0 ? (
              <Empty title={t(find ? 'packets.page.open-find-none' : 'packets.page.open-empty')}>
                {t('packets.page.open-empty-why')}
              </Empty>
            ) : (
              <Entries
                key={path}
                path={path}
                focused={focused}
                entries={entries}
                disabled={opening.name !== undefined}
                onOpen={(entry) => (entry.isFolder ? enter(entry.path) : void opening.open(entry))}
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

/** The value once it has stayed as it is for a moment; '' at once. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return value === '' ? '' : rested
}

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

function Entries(props: {
  path: string
  /** The folder whose first entry was given the keyboard: once each, not while a name is typed. */
  focused: RefObject<string | undefined>
  entries: readonly PlaceEntry[]
  disabled: boolean
  onOpen: (entry: PlaceEntry) => void
}) {
  const { path, focused } = props
  const { value, at } = useWords()
  const list = useRef<HTMLUListElement>(null)
  // The button that led here is gone: the keyboard goes on at the first entry.
  useEffect(() => {
    if (focused.current === path) return
    focused.current = path
    list.current?.querySelector('button')?.focus()
  }, [focused, path])
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
