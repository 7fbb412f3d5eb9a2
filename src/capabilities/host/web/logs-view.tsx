/** Logs under the allowed folders, and the journal: the end, new lines as they come, and search. */
import { useQuery } from '@tanstack/react-query'
import type { Static } from 'typebox'
import { get } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { pickSource, useLog } from '../../../../web/host/use-log.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { flag, integer, text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty, Failed, Loading } from '../../../../web/ui/answers.tsx'
import { ProgressBar } from '../../../../web/ui/bars.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { LogConsole } from '../../../../web/ui/log-console.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { saveFile } from '../../../../web/ui/take-along.ts'
import type { LogSource, logSourcesSchema } from '../schema.ts'
import { LogSearchForm } from './log-search-form.tsx'
import { SourceList } from './source-list.tsx'
import { useLogSearch } from './use-log-search.ts'

type LogSources = Static<typeof logSourcesSchema>
const spec = { source: text(), lines: integer(200, 1, 2000), paused: flag(), q: text(), regex: flag(), long: flag() }

export function LogsView({ host }: { host: string }) {
  const { t } = useWords()
  const me = useMe()
  const [values, change] = useAddress(spec)
  const sources = useQuery({
    queryKey: ['host', host, 'logs'],
    queryFn: ({ signal }) => get<LogSources>(`/api/host/${encodeURIComponent(host)}/logs`, undefined, signal),
    refetchInterval: 60_000,
  })
  return (
    <Answered
      answer={sources}
      loading={
        <div className="page-row">
          <Loading tall />
        </div>
      }
    >
      {(list) => {
        const source = findSource(list.sources, values.source) ?? pickSource(list.sources, mayDo(me.role, 'operator'))
        return source ? (
          <>
            <Card span={4} tone="dim" title={t('host.page.sources')} aside={list.sources.length}>
              <SourceList
                sources={list.sources}
                chosen={source.id}
                onChoose={(id) => change({ source: id, q: '' }, 'push')}
              />
            </Card>
            <LogCard key={`${host} ${source.id}`} host={host} source={source} />
          </>
        ) : (
          <Card tone="dim" title={t('host.page.sources')}>
            <Empty title={t('host.page.sources-none')}>{t('host.page.sources-next')}</Empty>
          </Card>
        )
      }}
    </Answered>
  )
}

/** A unit's own journal need not be listed to be read. */
function findSource(sources: readonly LogSource[], id: string): LogSource | undefined {
  const listed = sources.find((source) => source.id === id)
  const journal = sources.find((source) => source.id === 'journal')
  if (listed || !journal || !id.startsWith('journal/')) return listed
  const topic = journal.topic.endsWith(':journal') ? journal.topic.replace(/journal$/, id) : journal.topic
  return { ...journal, id, topic }
}

function LogCard({ host, source }: { host: string; source: LogSource }) {
  const { t } = useWords()
  const [{ lines, paused, q, regex, long }, change] = useAddress(spec)
  const log = useLog(host, source, { lines, follow: !paused })
  const search = useLogSearch(host, source.id, q, regex)
  const searching = q.trim() !== ''
  const shown = searching ? search.lines : log.lines
  const error = searching ? search.error : log.tail.error
  const save = () =>
    saveFile(`${source.id.split('/').at(-1)}.txt`, 'text/plain', shown.map((line) => line.text).join('\n'))
  return (
    <Card
      span={8}
      title={t('host.page.log')}
      aside={
        <>
          {source.private ? `${t('host.page.private')} · ` : ''}
          {source.id}
        </>
      }
    >
      <LogSearchForm query={q} regex={regex} onSearch={(next) => change(next)} />
      <div className="log-tools">
        {searching ? (
          <SearchSummary search={search} />
        ) : (
          <>
            <button type="button" aria-pressed={!paused} onClick={() => change({ paused: !paused })}>
              <Icon name={paused ? 'play' : 'pause'} /> {t('host.page.follow')}
            </button>
            <LogNews log={log} />
          </>
        )}
        <span className="grow" />
        <button type="button" aria-pressed={long} onClick={() => change({ long: !long })}>
          {t('host.page.long-lines')}
        </button>
        {searching ? null : (
          <button type="button" disabled={lines >= 2000} onClick={() => change({ lines: Math.min(2000, lines * 2) })}>
            {t('host.page.earlier')}
          </button>
        )}
        <button type="button" onClick={save} aria-label={t('host.page.save')} title={t('host.page.save')}>
          <Icon name="save" />
        </button>
      </div>
      {error ? (
        <Failed error={error} onRetry={() => void (searching ? search.refetch() : log.tail.refetch())} />
      ) : (
        <LogConsole
          label={t('host.page.log-of', { source: source.id })}
          lines={shown}
          follow={!paused && !searching}
          onFollow={(follow) => change({ paused: !follow })}
          wrap={!long}
          height={560}
          {...(searching && !regex ? { mark: q.trim() } : {})}
        />
      )}
    </Card>
  )
}

function SearchSummary({ search }: { search: ReturnType<typeof useLogSearch> }) {
  const { t } = useWords()
  if (search.isFetching && !search.data) {
    return (
      <div className="log-progress">
        <ProgressBar label={t('host.page.searching')} />
      </div>
    )
  }
  if (!search.data) return null
  const { ended, searchedBytes, tookMs } = search.data
  return (
    <p role="status">
      {t('host.page.found', { count: search.lines.length })}{' '}
      <span className="muted">{t(`host.page.ended.${ended}`, { searchedBytes, tookMs })}</span>
    </p>
  )
}

function LogNews({ log }: { log: ReturnType<typeof useLog> }) {
  const { t, has } = useWords()
  const refused = log.refused?.replace('.', '.error.')
  return (
    <span role="status">
      {log.event ? (
        <>
          <StatusDot state="info" /> {t(`host.page.event.${log.event}`)}{' '}
        </>
      ) : null}
      {log.skipped > 0 ? (
        <>
          <StatusDot state="caution" /> {t('host.page.skipped', { count: log.skipped })}
        </>
      ) : null}
      {refused ? (
        <>
          <StatusDot state="silent" /> {has(refused) ? t(refused) : log.refused}
        </>
      ) : null}
    </span>
  )
}
