/** One field for everything: go to a page, do a thing, find a user, address, host, process or URL. */
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId, useMemo, useState } from 'react'
import type { SearchAnswer } from '../../src/capabilities/overview/schema.ts'
import { get } from '../api/client.ts'
import { useMe } from '../api/me.ts'
import { mayDo } from '../api/roles.ts'
import { LANGUAGE_IDS, LANGUAGE_NAMES } from '../locales/languages.ts'
import { useWords } from '../locales/words.tsx'
import { pages } from '../pages.ts'
import { useLook } from '../theme/look.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { Modal } from '../ui/modal.tsx'
import { useChangeMe } from './change-me.ts'
import { type Command, rankCommands } from './commands.ts'
import { useGo } from './use-address.ts'

type Entry = Command & { readonly group: string; readonly icon: IconName; readonly detail?: string; run(): void }

export function CommandPalette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const { t } = useWords()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const own = useOwnEntries(onKeys)
  const found = useFoundEntries(useDeferredValue(query.trim()))
  const { sure, guessed } = rankCommands(own, query)
  const entries = [...sure, ...found, ...guessed]
  const active = Math.min(at, entries.length - 1)
  const run = (entry: Entry | undefined) => {
    if (!entry) return
    onClose()
    entry.run()
  }
  const press = (key: string) => {
    if (key === 'ArrowDown') setAt((active + 1) % Math.max(1, entries.length))
    else if (key === 'ArrowUp') setAt((active + entries.length - 1) % Math.max(1, entries.length))
    else if (key === 'Enter') run(entries[active])
    else return false
    return true
  }
  return (
    <Modal title={t('shell.palette.title')} onClose={onClose} wide>
      <input
        type="search"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={entries.length > 0 ? `${id}-${active}` : undefined}
        aria-label={t('shell.palette.title')}
        placeholder={t('shell.palette.hint')}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
        onKeyDown={(event) => {
          if (!event.nativeEvent.isComposing && press(event.key)) event.preventDefault()
        }}
      />
      <div className="palette-list" id={`${id}-list`} role="listbox" aria-label={t('shell.palette.title')}>
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y: an option of the field above
          <div
            key={entry.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className="palette-item"
            ref={index === active ? scrollHere : null}
            onClick={() => run(entry)}
          >
            <Icon name={entry.icon} />
            <span>{entry.label}</span>
            <span className="muted">{entry.detail ?? entry.group}</span>
          </div>
        ))}
      </div>
    </Modal>
  )
}
const scrollHere = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' })

function useOwnEntries(onKeys: () => void): readonly Entry[] {
  const { t, language } = useWords()
  const me = useMe()
  const go = useGo()
  const { theme, chosen } = useLook()
  const change = useChangeMe()
  return useMemo(() => {
    const places = pages
      .flatMap((entry) => entry.places)
      .filter((place) => mayDo(me.role, place.role))
      .map(({ href, label, icon }) => ({
        id: href,
        label: t(label),
        also: href,
        group: t('shell.palette.pages'),
        icon,
        run: () => go(href),
      }))
    const other = theme === 'dark' ? 'light' : 'dark'
    const act = (id: string, label: string, icon: IconName, run: () => void): Entry => ({
      id,
      label,
      also: id,
      group: t('shell.palette.actions'),
      icon,
      run,
    })
    return [
      ...places,
      act('theme', `${t('shell.theme.title')}: ${t(`shell.theme.${other}`)}`, 'theme', () => change({ theme: other })),
      act('font', t('shell.font.plain'), 'settings', () => change({ plainFont: !chosen.plainFont })),
      ...LANGUAGE_IDS.filter((one) => one !== language).map((one) =>
        act(`language ${one}`, LANGUAGE_NAMES[one], 'settings', () => change({ language: one })),
      ),
      act('keys help', t('shell.keys'), 'help', onKeys),
    ]
  }, [t, language, me.role, go, theme, chosen.plainFont, change, onKeys])
}

const HIT_ICONS: Partial<Record<SearchAnswer['hits'][number]['kind'], IconName>> = {
  user: 'user',
  host: 'host',
  finding: 'findings',
  setting: 'settings',
  service: 'jobs',
  log: 'audit',
}

function useFoundEntries(query: string): readonly Entry[] {
  const { t, say } = useWords()
  const go = useGo()
  const { data } = useQuery({
    queryKey: ['search', query],
    queryFn: async ({ signal }) => {
      await settle(signal)
      return get<SearchAnswer>('/api/overview/search', { q: query }, signal)
    },
    enabled: query.length > 1,
    retry: false,
    placeholderData: (before) => before,
  })
  if (query.length < 2) return []
  const hits = (data?.hits ?? []).slice(0, 12).map((hit) => ({
    id: `hit ${hit.kind} ${hit.href} ${hit.title}`,
    label: hit.title,
    detail: `${t(`shell.hit.${hit.kind}`)} · ${say(hit.detail)}`,
    group: t('shell.palette.hits'),
    icon: HIT_ICONS[hit.kind] ?? ('search' as const),
    run: () => go(hit.href),
  }))
  const all = {
    id: 'search all',
    label: t('shell.palette.all', { query }),
    group: t('shell.palette.hits'),
    icon: 'search' as const,
    run: () => go(`/search?q=${encodeURIComponent(query)}`),
  }
  return [...hits, all]
}

/** Waits until the typing pauses; a newer query ends this one. */
const SETTLE_MS = 180
const settle = (signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, SETTLE_MS)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
