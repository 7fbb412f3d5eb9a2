/** Which charts a machine has, and how kept series become lines; pure. */
import type { ChartSeries, Tone } from '../../../../web/ui/chart-data.ts'
import type { History, HistoryFrame, Vitals } from '../schema.ts'

export interface ChartRow {
  readonly id: string
  readonly view: 'vitals' | 'disks'
  readonly unit: string
  readonly metrics: readonly string[]
  /** Asked for instead when last week is drawn too: fewer lines. */
  readonly compared?: readonly string[]
  readonly stacked?: true
  readonly max?: number
  readonly factor?: number
  /** False where this machine never has it: a container without sensors. */
  isThere?(vitals: Vitals): boolean
  /** Series that are drawn; all when not said. */
  keeps?(labels: HistoryFrame['labels']): boolean
}

const isDisk = ({ device }: HistoryFrame['labels']) => !/^(loop|ram|zram)/.test(device ?? '')
const isOutward = (labels: HistoryFrame['labels']) => labels['interface'] !== 'lo'

export const CHARTS: readonly ChartRow[] = [
  {
    id: 'cpu',
    view: 'vitals',
    unit: 'percent',
    metrics: ['cpu-mode-percent'],
    compared: ['cpu-percent'],
    stacked: true,
    max: 100,
    keeps: (labels) => labels['mode'] !== 'idle',
  },
  { id: 'load', view: 'vitals', unit: 'load', metrics: ['load1', 'load5', 'load15'], compared: ['load1'] },
  {
    id: 'memory',
    view: 'vitals',
    unit: 'bytes',
    metrics: ['memory-used-bytes', 'memory-cached-bytes', 'swap-used-bytes'],
    compared: ['memory-used-bytes', 'swap-used-bytes'],
  },
  {
    id: 'pressure',
    view: 'vitals',
    unit: 'percent',
    metrics: ['pressure-percent'],
    isThere: ({ pressure }) => Object.keys(pressure ?? {}).length > 0,
    keeps: (labels) => labels['kind'] === 'some',
  },
  {
    id: 'network',
    view: 'vitals',
    unit: 'bitsPerSecond',
    metrics: ['network-receive-bytes-per-second', 'network-transmit-bytes-per-second'],
    factor: 8,
    keeps: isOutward,
  },
  {
    id: 'network-trouble',
    view: 'vitals',
    unit: 'perSecond',
    metrics: ['network-errors-per-second', 'network-drops-per-second'],
    keeps: isOutward,
  },
  { id: 'tcp', view: 'vitals', unit: 'count', metrics: ['tcp-connections'] },
  {
    id: 'temperature',
    view: 'vitals',
    unit: 'celsius',
    metrics: ['temperature-celsius'],
    isThere: ({ temperatures }) => temperatures.length > 0,
  },
  { id: 'files', view: 'vitals', unit: 'count', metrics: ['open-files'] },
  { id: 'users', view: 'vitals', unit: 'count', metrics: ['users'] },
  { id: 'space', view: 'disks', unit: 'percent', metrics: ['disk-used-percent'], max: 100 },
  { id: 'inodes', view: 'disks', unit: 'percent', metrics: ['disk-inodes-used-percent'], max: 100 },
  { id: 'read', view: 'disks', unit: 'bytesPerSecond', metrics: ['block-read-bytes-per-second'], keeps: isDisk },
  { id: 'write', view: 'disks', unit: 'bytesPerSecond', metrics: ['block-write-bytes-per-second'], keeps: isDisk },
  {
    id: 'operations',
    view: 'disks',
    unit: 'perSecond',
    metrics: ['block-reads-per-second', 'block-writes-per-second'],
    keeps: isDisk,
  },
  { id: 'busy', view: 'disks', unit: 'percent', metrics: ['block-busy-percent'], max: 100, keeps: isDisk },
  { id: 'wait', view: 'disks', unit: 'milliseconds', metrics: ['block-wait-milliseconds'], keeps: isDisk },
]

/** The chart a finding points at with `metric=`. */
export const chartOf = (metric: string) =>
  CHARTS.find(({ metrics, compared }) => [...metrics, ...(compared ?? [])].includes(metric))?.id

const TONES: readonly Tone[] = ['info', 'good', 'warn', 'bad', 'text', 'muted']
/** Processor time by kind keeps its colours: trouble is warm. */
const MODE_TONES: Readonly<Record<string, Tone>> = {
  user: 'good',
  system: 'info',
  nice: 'muted',
  iowait: 'bad',
  steal: 'warn',
}
const MOST_LINES = 8

/** What one line is called: the label that tells it apart, and its metric where there are several. */
export function nameLine(
  frame: Pick<HistoryFrame, 'metric' | 'labels'>,
  row: ChartRow,
  say: (key: string) => string,
): string {
  const { mode, resource, kind: _kind, ...rest } = frame.labels
  if (mode !== undefined) return say(`host.page.mode.${mode}`)
  if (resource !== undefined) return say(`host.page.resource.${resource}`)
  const own = Object.values(rest).join(' ')
  const metric = say(`host.metric.${frame.metric}`)
  if (own === '') return metric
  return row.metrics.length > 1 ? `${own}: ${metric}` : own
}

/** The largest lines of a chart; `wanted` (a mount, a device) alone when it is among them. */
export function toLines(
  frames: History['frames'],
  row: ChartRow,
  say: (key: string) => string,
  wanted: string | undefined,
): readonly ChartSeries[] {
  const kept = frames.filter(({ labels }) => row.keeps?.(labels) ?? true)
  const asked = kept.filter(({ labels }) => wanted !== undefined && Object.values(labels).includes(wanted))
  const peak = ({ max }: HistoryFrame) => max.reduce((most, value) => Math.max(most, value), 0)
  const chosen =
    asked.length > 0
      ? asked
      : kept.length > MOST_LINES
        ? kept.toSorted((a, b) => peak(b) - peak(a)).slice(0, MOST_LINES)
        : kept
  return chosen.map((frame, index) => ({
    label: nameLine(frame, row, say),
    tone: MODE_TONES[frame.labels['mode'] ?? ''] ?? TONES[index % TONES.length] ?? 'info',
    atMs: frame.atMs,
    values: row.factor ? frame.avg.map((value) => value * (row.factor ?? 1)) : frame.avg,
    dashed: index >= TONES.length,
  }))
}
