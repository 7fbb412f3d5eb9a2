/** The four vitals of a machine: a number, its last two minutes, and what stands behind it. */
import type { ReactNode } from 'react'
import type { Vitals } from '../../src/capabilities/host/schema.ts'
import { useWords } from '../locales/words.tsx'
import { Anchor } from '../ui/anchor.tsx'
import { Bar, SparkBars } from '../ui/bars.tsx'
import { Card } from '../ui/card.tsx'
import { type State, StatusDot } from '../ui/state.tsx'
import { diskFlow, fullestFilesystem, judge, memoryPercent, networkFlow } from './vital-figures.ts'

interface CardFacts {
  readonly title: string
  readonly value: string
  readonly state: State
  readonly percent?: number | undefined
  readonly past: readonly (number | null)[]
  readonly top?: number
  readonly pastLabel: string
  readonly detail: ReactNode
}

export function VitalCards(props: { host: string; vitals: Vitals; recent: readonly Vitals[]; silent: boolean }) {
  const facts = useCardFacts(props.vitals, props.recent)
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
        <Anchor className="card-link" href={`/host?host=${encodeURIComponent(host)}`}>
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
    </Card>
  )
}

function useCardFacts(vitals: Vitals, recent: readonly Vitals[]): readonly CardFacts[] {
  const { t, value } = useWords()
  const past = (read: (sample: Vitals) => number | undefined) => recent.map((sample) => read(sample) ?? null)
  const { cpu, load, memory, swap } = vitals
  const used = memoryPercent(vitals)
  const disk = fullestFilesystem(vitals)
  const flow = diskFlow(vitals)
  const network = networkFlow(vitals)
  const bits = network.receiveBitsPerSecond + network.transmitBitsPerSecond
  const sumOfDisk = (sample: Vitals) => diskFlow(sample).readBytesPerSecond + diskFlow(sample).writeBytesPerSecond
  const sumOfNetwork = (sample: Vitals) =>
    networkFlow(sample).receiveBitsPerSecond + networkFlow(sample).transmitBitsPerSecond
  return [
    {
      title: t('shell.vitals.cpu'),
      value: value(cpu?.busyPercent, 'percent'),
      percent: cpu?.busyPercent,
      state: judge(cpu?.busyPercent, 85, 97),
      past: past((sample) => sample.cpu?.busyPercent),
      top: 100,
      pastLabel: t('shell.vitals.past', { name: t('shell.vitals.cpu') }),
      detail: t('shell.vitals.cpu-detail', {
        count: vitals.facts.cores,
        load: value(load?.one, 'load'),
        iowait: value(cpu?.iowaitPercent, 'percent'),
      }),
    },
    {
      title: t('shell.vitals.memory'),
      value: value(used, 'percent'),
      percent: used,
      state: judge(used, 85, 95),
      past: past(memoryPercent),
      top: 100,
      pastLabel: t('shell.vitals.past', { name: t('shell.vitals.memory') }),
      detail: t('shell.vitals.memory-detail', {
        used: value(memory?.limitUsedBytes ?? memory?.usedBytes, 'bytes'),
        total: value(memory?.limitBytes ?? memory?.totalBytes, 'bytes'),
        swap: value(swap?.usedBytes, 'bytes'),
      }),
    },
    {
      title: disk ? t('shell.vitals.disk', { mount: disk.mount }) : t('shell.vitals.disks'),
      value: value(disk?.usedPercent, 'percent'),
      percent: disk?.usedPercent,
      state: judge(disk?.usedPercent, 85, 95),
      past: past(sumOfDisk),
      pastLabel: t('shell.vitals.past', { name: t('shell.vitals.disk-flow') }),
      detail: t('shell.vitals.disk-detail', {
        free: value(disk?.freeBytes, 'bytes'),
        read: value(flow.readBytesPerSecond, 'bytesPerSecond'),
        write: value(flow.writeBytesPerSecond, 'bytesPerSecond'),
      }),
    },
    {
      title: t('shell.vitals.network'),
      value: value(bits, 'bitsPerSecond'),
      percent: network.percent,
      state: network.errorsPerSecond > 0 ? 'caution' : 'info',
      past: past(sumOfNetwork),
      pastLabel: t('shell.vitals.past', { name: t('shell.vitals.network') }),
      detail: t('shell.vitals.network-detail', {
        receive: value(network.receiveBitsPerSecond, 'bitsPerSecond'),
        transmit: value(network.transmitBitsPerSecond, 'bitsPerSecond'),
        drops: value(network.dropsPerSecond, 'perSecond'),
      }),
    },
  ]
}
