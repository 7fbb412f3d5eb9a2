import { useState } from 'react'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import type { LogSource } from '../schema.ts'

const MANY = 12

export function SourceList(props: { sources: readonly LogSource[]; chosen: string; onChoose: (id: string) => void }) {
  const { t, value, ago } = useWords()
  const me = useMe()
  const nowMs = useNow(10_000)
  const [wanted, setWanted] = useState('')
  const shown = props.sources.filter(({ id }) => id.toLowerCase().includes(wanted.toLowerCase()))
  return (
    <>
      {props.sources.length > MANY ? (
        <input
          type="search"
          aria-label={t('host.page.source-filter')}
          placeholder={t('host.page.source-filter')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      ) : null}
      <ul className="sources dense">
        {shown.map((source) => {
          const shut = !source.readable || (source.private && !mayDo(me.role, 'operator'))
          return (
            <li key={source.id}>
              <button
                type="button"
                className="source"
                aria-pressed={source.id === props.chosen}
                onClick={() => props.onChoose(source.id)}
              >
                <span className="mono">
                  {shut ? <StatusDot state="silent" label={t('host.page.unreadable')} /> : null} {source.id}
                </span>
                <span className="source-facts">
                  {[
                    source.private ? t('host.page.private') : '',
                    source.sizeBytes === undefined ? '' : value(source.sizeBytes, 'bytes'),
                    source.changedMs === undefined ? '' : ago(source.changedMs, nowMs),
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </>
  )
}
