/** Columns of the list; on a phone one line says name, pid and ports. */
import { type ReactNode, useMemo } from 'react'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords, type Words } from '../../../../web/locales/words.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import type { Column } from '../../../../web/ui/table.tsx'
import { useNarrow } from '../../../../web/ui/use-narrow.ts'
import { type ProcessRow, toReason } from '../schema.ts'
import { ioOf, listPorts, rankOf, toVerdictState, writePorts } from './process-view.ts'

const verdictKey = ({ kernel, verdict }: ProcessRow) => `processes.page.verdict.${kernel ? 'kernel' : verdict}`

export function useProcessColumns(): readonly Column<ProcessRow>[] {
  const words = useWords()
  const narrow = useNarrow()
  const nowMs = useNow(10_000)
  return useMemo(
    () => [...toNameColumns(words, narrow), ...toUseColumns(words), ...toOriginColumns(words, nowMs)],
    [words, narrow, nowMs],
  )
}

function toNameColumns({ t, say }: Words, narrow: boolean): readonly Column<ProcessRow>[] {
  const worst = (row: ProcessRow) => {
    const reason = toReason(row)
    return reason ? say(reason) : ''
  }
  return [
    {
      id: 'name',
      label: t('processes.page.name'),
      width: narrow ? 'minmax(220px, 4fr)' : 'minmax(140px, 1.4fr)',
      value: ({ name }) => name,
      cell: (row) => (
        <>
          <StatusDot state={toVerdictState(row)} label={t(verdictKey(row))} /> <b>{row.name}</b>
          {narrow ? <ConsoleLine row={row} /> : null}
        </>
      ),
    },
    {
      id: 'pid',
      label: 'PID',
      width: 'minmax(84px, 0.4fr)',
      value: ({ pid }) => pid,
      cell: ({ pid }) => <Labelled label="PID">{pid}</Labelled>,
    },
    {
      id: 'ports',
      label: t('processes.page.ports'),
      width: 'minmax(104px, 0.8fr)',
      value: (row) => listPorts(row).join(','),
      order: (row) => listPorts(row)[0],
      cell: (row) => <Ports row={row} />,
    },
    {
      id: 'verdict',
      label: t('processes.page.verdict'),
      width: 'minmax(190px, 2fr)',
      value: (row) => [t(verdictKey(row)), worst(row)].filter(Boolean).join(': '),
      order: rankOf,
      cell: (row) => (
        <span className={row.verdict === 'safe' ? 'muted' : row.verdict}>{worst(row) || t(verdictKey(row))}</span>
      ),
    },
  ]
}

function toUseColumns({ t, value }: Words): readonly Column<ProcessRow>[] {
  return [
    {
      id: 'user',
      label: t('processes.page.user'),
      width: 'minmax(72px, 0.6fr)',
      value: ({ user, uid }) => user ?? uid,
    },
    {
      id: 'cpu',
      label: t('processes.page.cpu'),
      width: 'minmax(64px, 0.4fr)',
      end: true,
      value: ({ cpuPercentOfCore }) => cpuPercentOfCore,
      cell: ({ cpuPercentOfCore }) => value(cpuPercentOfCore, 'percent'),
    },
    {
      id: 'cpu-machine',
      label: t('processes.page.cpu-machine'),
      end: true,
      extra: true,
      value: ({ cpuPercentOfMachine }) => cpuPercentOfMachine,
      cell: ({ cpuPercentOfMachine }) => value(cpuPercentOfMachine, 'percent'),
    },
    {
      id: 'memory',
      label: t('processes.page.memory'),
      width: 'minmax(88px, 0.4fr)',
      end: true,
      phone: true,
      value: ({ memoryBytes }) => memoryBytes,
      cell: ({ memoryBytes, kernel }) => (kernel ? '–' : value(memoryBytes, 'bytes')),
    },
    {
      id: 'memory-percent',
      label: t('processes.page.memory-percent'),
      end: true,
      extra: true,
      value: ({ memoryPercent }) => memoryPercent,
      cell: ({ memoryPercent }) => value(memoryPercent, 'percent'),
    },
    {
      id: 'io',
      label: t('processes.page.io'),
      width: 'minmax(88px, 0.4fr)',
      end: true,
      value: ioOf,
      cell: (row) => value(ioOf(row), 'bytesPerSecond'),
    },
    { id: 'threads', label: t('processes.page.threads'), end: true, extra: true, value: ({ threads }) => threads },
    {
      id: 'connections',
      label: t('processes.page.connections'),
      end: true,
      extra: true,
      value: ({ connectionCount }) => connectionCount,
    },
  ]
}

function toOriginColumns({ t, lasting, at }: Words, nowMs: number): readonly Column<ProcessRow>[] {
  return [
    {
      id: 'origin',
      label: t('processes.page.origin'),
      width: 'minmax(80px, 1fr)',
      value: (row) => writeOrigin(row),
    },
    {
      id: 'since',
      label: t('processes.page.since'),
      width: 'minmax(92px, 0.4fr)',
      end: true,
      value: ({ startedAtMs }) => startedAtMs,
      cell: ({ startedAtMs }) => <span title={at(startedAtMs)}>{lasting(Math.max(0, nowMs - startedAtMs))}</span>,
    },
    {
      id: 'state',
      label: t('processes.page.state'),
      extra: true,
      value: ({ state }) => t(`processes.page.state.${state}`),
    },
    {
      id: 'command',
      label: t('processes.page.command'),
      width: 'minmax(240px, 2fr)',
      mono: true,
      extra: true,
      value: ({ commandLine }) => commandLine,
    },
  ]
}

/** The container it runs in, else the unit that started it. */
export const writeOrigin = ({
  unit,
  container,
  own,
}: Pick<ProcessRow, 'unit' | 'container' | 'own'>): string | undefined =>
  container ? `${container.engine} ${container.id.slice(0, 12)}` : (unit ?? (own ? 'Vedette' : undefined))

function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span className="nowrap">
      <span className="muted">{label}</span> {children}
    </span>
  )
}

function Ports({ row }: { row: ProcessRow }) {
  const { t } = useWords()
  const ports = listPorts(row)
  if (ports.length === 0) return row.unseen.includes('sockets') ? <Unseen /> : null
  return <Labelled label="PORT">{writePorts(ports, t)}</Labelled>
}

function Unseen() {
  const { t } = useWords()
  return <span className="muted">{t('processes.page.unseen')}</span>
}

/** `PID 1324  PORT 80,443` behind the name. */
function ConsoleLine({ row }: { row: ProcessRow }) {
  const { t } = useWords()
  const ports = listPorts(row)
  return (
    <>
      {'  '}
      <Labelled label="PID">{row.pid}</Labelled>
      {ports.length > 0 ? (
        <>
          {'  '}
          <Labelled label="PORT">{writePorts(ports, t)}</Labelled>
        </>
      ) : null}
    </>
  )
}
