/** Who did it: the ten that used most of the CPU, memory and disks in a chosen minute. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { LOCAL_HOST } from '../../../../web/api/hosts.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { integer, oneOf, text } from '../../../../web/shell/address.ts'
import { useHosts } from '../../../../web/shell/needs.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Segmented, TextField } from '../../../../web/ui/form.tsx'
import { HostPicker } from '../../../../web/ui/host-picker.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { parseLocalTime, writeLocalTime } from '../../../../web/ui/zoned-time.ts'
import { toKey } from '../schema.ts'
import { TOP_KINDS, type Top as TopAnswer, type TopEntry, type TopKind } from '../top/schema.ts'
import { processHref } from './hrefs.ts'
import { ProcessTabs } from './process-tabs.tsx'
import { clampMinute, MINUTE_MS, toMinuteBars, toWindow } from './top-view.ts'
import { apiOf } from './use-processes.ts'

const UNITS: Readonly<Record<TopKind, string>> = { cpu: 'percent', memory: 'bytes', io: 'bytesPerSecond' }
const SOON_MS = 5000
const SETTLED_MS = 3 * MINUTE_MS
const hasMinute = (top: TopAnswer | undefined, atMs: number) => top?.minutes.some((one) => one.atMs === atMs) === true
/** `at` of zero is the last minute that is over. */
const spec = { host: text(LOCAL_HOST), at: integer(0), by: oneOf(TOP_KINDS, 'cpu') }

export function Top() {
  const { t, zone } = useWords()
  const hosts = useHosts()
  const nowMs = useNow(10_000)
  const [{ host, at, by }, change] = useAddress(spec)
  const atMs = clampMinute(at === 0 ? nowMs : at, nowMs)
  const window = toWindow(atMs, nowMs)
  const answer = useQuery({
    queryKey: ['processes', host, 'top', window.fromMs, window.toMs],
    queryFn: ({ signal }) => get<TopAnswer>(`${apiOf(host)}/top`, window, signal),
    placeholderData: keepPreviousData,
    staleTime: MINUTE_MS,
    // The last minute is kept at the look after it: until then it is asked for again.
    refetchInterval: ({ state }) => (hasMinute(state.data, atMs) || nowMs - atMs > SETTLED_MS ? false : SOON_MS),
  })
  const choose = (ms: number) => change({ at: clampMinute(ms, nowMs) })
  return (
    <Page
      title={t('processes.page.view.top')}
      tools={<HostPicker hosts={hosts} host={host} onHost={(next) => change({ host: next }, 'push')} />}
    >
      <ProcessTabs host={host} />
      <div className="page-row filters">
        <button type="button" onClick={() => choose(atMs - MINUTE_MS)} aria-label={t('processes.page.minute-before')}>
          <Icon name="back" />
        </button>
        <TextField
          label={t('processes.page.minute')}
          type="datetime-local"
          value={writeLocalTime(atMs, zone)}
          onChange={(written) => {
            const ms = parseLocalTime(written, zone)
            if (ms !== undefined) choose(ms)
          }}
        />
        <button type="button" onClick={() => choose(atMs + MINUTE_MS)} aria-label={t('processes.page.minute-after')}>
          <Icon name="next" />
        </button>
        <button type="button" aria-pressed={at === 0} onClick={() => change({ at: 0 })}>
          {t('processes.page.minute-last')}
        </button>
        <Segmented
          label={t('processes.page.minute-by')}
          value={by}
          choices={TOP_KINDS.map((value) => ({ value, label: t(`processes.page.top.${value}`) }))}
          onChange={(next) => change({ by: next })}
        />
      </div>
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {(top) => (
          <>
            <MinuteStrip top={top} kind={by} window={window} atMs={atMs} onMinute={choose} />
            {TOP_KINDS.map((kind) => (
              <TopCard key={kind} top={top} kind={kind} atMs={atMs} host={host} />
            ))}
          </>
        )}
      </Answered>
    </Page>
  )
}

/** An hour at a glance; pressed where it was busy. The keyboard has the buttons and the field above. */
function MinuteStrip(props: {
  top: TopAnswer
  kind: TopKind
  window: { readonly fromMs: number; readonly toMs: number }
  atMs: number
  onMinute: (ms: number) => void
}) {
  const { t, at, value } = useWords()
  const bars = toMinuteBars(props.top.minutes, props.kind, props.window)
  return (
    <div className="page-row">
      <div className="minutes">
        {bars.map((bar) => (
          <button
            key={bar.atMs}
            type="button"
            tabIndex={-1}
            aria-pressed={bar.atMs === props.atMs}
            aria-label={`${at(bar.atMs, 'time')}: ${value(bar.sum, UNITS[props.kind])}`}
            title={`${at(bar.atMs, 'time')}: ${value(bar.sum, UNITS[props.kind])}`}
            onClick={() => props.onMinute(bar.atMs)}
          >
            <i style={{ height: `${bar.percent}%` }} />
          </button>
        ))}
      </div>
      <div className="split muted number">
        <span>{at(props.window.fromMs, 'time')}</span>
        <span>{at(props.window.toMs, 'time')}</span>
      </div>
      <p className="muted">{t('processes.page.minutes-hint')}</p>
    </div>
  )
}

function TopCard({ top, kind, atMs, host }: { top: TopAnswer; kind: TopKind; atMs: number; host: string }) {
  const { t, at } = useWords()
  const minute = top.minutes.find((one) => one.atMs === atMs)
  const entries = minute?.[kind] ?? []
  const most = Math.max(1e-9, ...entries.map(({ value }) => value))
  return (
    <Card span={4} title={t(`processes.page.top.${kind}`)} aside={at(atMs, 'time')}>
      {entries.length === 0 ? (
        <Empty title={t(minute ? 'processes.page.top-idle' : 'processes.page.top-none')} />
      ) : (
        <ol className="list-rows">
          {entries.map((entry) => (
            <TopLine key={toKey(entry)} entry={entry} kind={kind} percent={(entry.value / most) * 100} host={host} />
          ))}
        </ol>
      )}
    </Card>
  )
}

function TopLine(props: { entry: TopEntry; kind: TopKind; percent: number; host: string }) {
  const { value } = useWords()
  const { entry } = props
  const said = [`PID ${entry.pid}`, entry.user ?? '', entry.unit ?? ''].filter(Boolean).join(' · ')
  return (
    <li className="top-row">
      <div className="split">
        <Anchor href={processHref(props.host, entry)}>{entry.name}</Anchor>
        <b className="number">{value(entry.value, UNITS[props.kind])}</b>
      </div>
      <div className="split muted">
        <span>{said}</span>
      </div>
      <div className="top-bar" aria-hidden="true">
        <i style={{ width: `${props.percent}%` }} />
      </div>
    </li>
  )
}
