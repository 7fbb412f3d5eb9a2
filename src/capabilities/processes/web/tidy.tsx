/** Tidying up: people's programs that take much memory or have long done nothing; what the system needs is locked. */
import { useMemo, useState } from 'react'
import { LOCAL_HOST } from '../../../../web/api/hosts.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { text } from '../../../../web/shell/address.ts'
import { useHosts } from '../../../../web/shell/needs.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Bar } from '../../../../web/ui/bars.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { HostPicker } from '../../../../web/ui/host-picker.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { type ProcessList, toKey } from '../schema.ts'
import { EvidenceCard } from './evidence-card.tsx'
import { processHref } from './hrefs.ts'
import { ProcessTabs } from './process-tabs.tsx'
import { toVerdictState } from './process-view.ts'
import { StopButton } from './stop-button.tsx'
import { IDLE_MS, LARGE_BYTES, type TidyRow, toTidyRows } from './tidy-rows.ts'
import { useProcesses } from './use-processes.ts'

const spec = { host: text(LOCAL_HOST) }

export function Tidy() {
  const { t } = useWords()
  const hosts = useHosts()
  const [{ host }, change] = useAddress(spec)
  const answer = useProcesses(host)
  return (
    <Page
      title={t('processes.page.view.tidy')}
      tools={<HostPicker hosts={hosts} host={host} onHost={(next) => change({ host: next }, 'push')} />}
    >
      <ProcessTabs host={host} />
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {(list) => <TidyLists list={list} host={host} />}
      </Answered>
      <EvidenceCard host={host} />
    </Page>
  )
}

function TidyLists({ list, host }: { list: ProcessList; host: string }) {
  const { t, value, lasting } = useWords()
  const nowMs = useNow(30_000)
  const rows = useMemo(() => toTidyRows(list.processes, nowMs), [list.processes, nowMs])
  // What came of a stop is read in the row of what has just gone.
  const [held, setHeld] = useState<TidyRow>()
  const free = withHeld(
    rows.filter(({ lock }) => !lock),
    held,
  )
  const locked = rows.filter(({ lock }) => lock)
  const sum = free.reduce((bytes, { row }) => bytes + row.memoryBytes, 0)
  return (
    <>
      <p className="page-row muted">
        {t('processes.page.tidy-why', { large: value(LARGE_BYTES, 'bytes'), idle: lasting(IDLE_MS) })}
      </p>
      <Card
        title={t('processes.page.tidy-free')}
        aside={t('processes.page.tidy-sum', { count: free.length, sum: value(sum, 'bytes') })}
      >
        {free.length === 0 ? (
          <Empty title={t('processes.page.tidy-none')} />
        ) : (
          <ul className="list-rows">
            {free.map((tidy) => (
              <TidyLine
                key={toKey(tidy.row)}
                tidy={tidy}
                host={host}
                onOpen={(open) => setHeld(open ? tidy : undefined)}
              />
            ))}
          </ul>
        )}
      </Card>
      {locked.length > 0 ? (
        <Card title={t('processes.page.tidy-locked')} tone="dim" aside={locked.length}>
          <ul className="list-rows">
            {locked.map((tidy) => (
              <TidyLine key={toKey(tidy.row)} tidy={tidy} host={host} />
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  )
}

const withHeld = (rows: readonly TidyRow[], held: TidyRow | undefined) =>
  held && !rows.some(({ row }) => toKey(row) === toKey(held.row)) ? [held, ...rows] : rows

function TidyLine({ tidy, host, onOpen }: { tidy: TidyRow; host: string; onOpen?: (open: boolean) => void }) {
  const { t, say, value, lasting } = useWords()
  const { row, idleMs, lock } = tidy
  const said = [row.user ?? '', idleMs === undefined ? '' : t('processes.page.idle-for', { lasted: lasting(idleMs) })]
  return (
    <li className="tidy-row">
      <div>
        <StatusDot
          state={toVerdictState(row)}
          label={t(`processes.page.verdict.${row.kernel ? 'kernel' : row.verdict}`)}
        />{' '}
        <Anchor href={processHref(host, row)}>{row.name}</Anchor> <span className="muted">PID {row.pid}</span>
        <p className="muted">{lock ? say(lock) : said.filter(Boolean).join(' · ')}</p>
      </div>
      <div className="tidy-memory">
        <Bar percent={row.memoryPercent} state={lock ? 'silent' : 'info'} label={t('processes.page.memory')} />
        <span className="number">{value(row.memoryBytes, 'bytes')}</span>
      </div>
      {lock ? (
        <span className="muted tidy-lock">{t('processes.page.locked')}</span>
      ) : (
        <StopButton host={host} identity={row} name={row.name} small {...(onOpen ? { onOpen } : {})} />
      )}
    </li>
  )
}
