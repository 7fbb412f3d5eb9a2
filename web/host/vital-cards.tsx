/** The four vitals of a machine: a number, its last two minutes, and what stands behind it. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { History, Vitals } from '../../src/capabilities/host/schema.ts'
import { get } from '../api/client.ts'
import { useNow } from '../live/live.tsx'
import { useWords } from '../locales/words.tsx'
import { useOverview } from '../shell/needs.ts'
import { Anchor } from '../ui/anchor.tsx'
import { Bar, SparkBars } from '../ui/bars.tsx'
import { Card } from '../ui/card.tsx'
import { type State, StatusDot } from '../ui/state.tsx'
import { deviceOf, fullestFilesystem, judge, memoryPercent, networkFlow, stateOf } from './vital-figures.ts'
import { PAST_METRICS, PAST_MS, SLOT_MS, toPast, type VitalName, weekAgo } from './vital-past.ts'

interface CardFacts {
  /** Part of the host's page that shows more. */
  readonly view: string
  readonly title: string
  /** The title holds a path, and paths are as they are written. */
  readonly asWritten?: true
  readonly value: string
  readonly state: State
  readonly percent?: number | undefined
  readonly past: readonly (number | null)[]
  readonly top?: number
  readonly pastLabel: string
  readonly usual: string | undefined
  readonly detail: ReactNode
}

export function VitalCards(props: { host: string; vitals: Vitals; recent: readonly Vitals[]; silent: boolean }) {
  const facts = useCardFacts(props.host, props.vitals, props.recent)
  return facts.map((fact) => (
    <VitalCard key={fact.title} fact={props.silent ? { ...fact, state: 'silent' } : fact} host={props.host} />
  ))
}

function VitalCard({ fact, host }: { fact: CardFacts; host: string }) {
  const { t } = useWords()
  return (
    <Card
      span={3}
      tone={fact.state === 'caution' || fact.state === 'danger' ? fact.state : fact.state === 'silent' ? 'dim' : 'line'}
      title={
        <Anchor
          className={fact.asWritten ? 'card-link as-written' : 'card-link'}
          href={`/host?host=${encodeURIComponent(host)}${fact.view}`}
        >
          {fact.title}
        </Anchor>
      }
      aside={
        <b className={`number ${fact.state}`}>
          {fact.state === 'good' || fact.state === 'info' ? null : (
            <StatusDot state={fact.state} label={t(`shell.state.${fact.state}`)} />
          )}{' '}
          {fact.value}
        </b>
      }
    >
      <SparkBars
        values={fact.past}
        state={fact.state}
        label={fact.pastLabel}
        {...(fact.top === undefined ? {} : { max: fact.top })}
      />
      {fact.percent === undefined ? (
        <div className="bar-none" />
      ) : (
        <Bar percent={fact.percent} state={fact.state} label={fact.title} />
      )}
      <p className="muted">{fact.detail}</p>
      {fact.usual ? <p className="muted">{fact.usual}</p> : null}
    </Card>
  )
}

function usePast(host: string, recent: readonly Vitals[], device: string | undefined) {
  const nowMs = useNow(2000)
  const { data } = useQuery({
    queryKey: ['host', host, 'past'],
    queryFn: ({ signal }) => {
      const toMs = Math.ceil(Date.now() / SLOT_MS) * SLOT_MS
      const range = { fromMs: toMs - PAST_MS, toMs, stepMs: SLOT_MS }
      const query = { metric: PAST_METRICS, ...range, compare: 'week' }
      return get<History>(`/api/host/${encodeURIComponent(host)}/history`, query, signal)
    },
    staleTime: PAST_MS / 3,
    refetchInterval: PAST_MS / 3,
  })
  return {
    past: (name: VitalName) => toPast(name, data, recent, nowMs, device),
    before: (name: VitalName) => weekAgo(name, data, device),
  }
}

function useCardFacts(host: string, vitals: Vitals, recent: readonly Vitals[]): readonly CardFacts[] {
  const { t, value } = useWords()
  const { cpu, load, memory, swap } = vitals
  const used = memoryPercent(vitals)
  const disk = fullestFilesystem(vitals)
  const device = deviceOf(vitals, disk)
  const { past, before } = usePast(host, recent, device?.name)
  const findings = (useOverview().data?.needsYou ?? []).filter((finding) => finding.host === host)
  const network = networkFlow(vitals)
  const bits = network.receiveBitsPerSecond + network.transmitBitsPerSecond
  const usual = (name: VitalName, unit: string) => {
    const mean = before(name)
    return mean === undefined ? undefined : t('shell.vitals.week-ago', { value: value(mean, unit) })
  }
  return [
    {
      view: '&metric=cpu-percent',
      title: t('shell.vitals.cpu'),
      value: value(cpu?.busyPercent, 'percent'),
      percent: cpu?.busyPercent,
      state: stateOf(judge(cpu?.busyPercent, 85), findings, /^host\.(load-high|io-wait)$/),
      past: past('cpu'),
      usual: usual('cpu', 'percent'),
      top: 100,
      pastLabel: t('shell.vitals.past', { name: t('shell.vitals.cpu') }),
      detail: t('shell.vitals.cpu-detail', {
        count: vitals.facts.cores,
        load: value(load?.one, 'load'),
        iowait: value(cpu?.iowaitPercent, 'percent'),
      }),
    },
    {
      view: '&metric=memory-used-bytes',
      title: t('shell.vitals.memory'),
      value: value(used, 'percent'),
      percent: used,
      state: stateOf(judge(used, 85), findings, /^host\.memory-pressure$/),
      past: past('memory'),
      usual: usual('memory', 'percent'),
      top: 100,
      pastLabel: t('shell.vitals.past', { name: t('shell.vitals.memory') }),
      detail: t('shell.vitals.memory-detail', {
        used: value(memory?.limitUsedBytes ?? memory?.usedBytes, 'bytes'),
        total: value(memory?.limitBytes ?? memory?.totalBytes, 'bytes'),
        swap: value(swap?.usedBytes, 'bytes'),
      }),
    },
    {
      view: disk ? `&view=disks&mount=${encodeURIComponent(disk.mount)}` : '&view=disks',
      asWritten: true,
      title: disk ? t('shell.vitals.disk', { mount: disk.mount }) : t('shell.vitals.disks'),
      value: value(disk?.usedPercent, 'percent'),
      percent: disk?.usedPercent,
      state: stateOf(judge(disk?.usedPercent, 85), findings, /^host\.(disk|inodes)-/, disk?.mount),
      past: past('disk'),
      usual: usual('disk', 'bytesPerSecond'),
      pastLabel: t('shell.vitals.past', { name: t('shell.vitals.disk-flow') }),
      detail: t('shell.vitals.disk-detail', {
        free: value(disk?.freeBytes, 'bytes'),
        read: value(device?.readBytesPerSecond, 'bytesPerSecond'),
        write: value(device?.writeBytesPerSecond, 'bytesPerSecond'),
      }),
    },
    {
      view: '&metric=network-receive-bytes-per-second',
      title: t('shell.vitals.network'),
      value: value(bits, 'bitsPerSecond'),
      percent: network.percent,
      state: stateOf(network.errorsPerSecond > 0 ? 'caution' : 'info', findings, /^host\.interface-errors$/),
      past: past('network'),
      usual: usual('network', 'bitsPerSecond'),
      pastLabel: t('shell.vitals.past', { name: t('shell.vitals.network') }),
      detail: t('shell.vitals.network-detail', {
        receive: value(network.receiveBitsPerSecond, 'bitsPerSecond'),
        transmit: value(network.transmitBitsPerSecond, 'bitsPerSecond'),
        drops: value(network.dropsPerSecond, 'perSecond'),
      }),
    },
  ]
}
