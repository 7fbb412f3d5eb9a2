/** Which processes are shown, and in which order; pure. */
import type { State } from '../../../../web/ui/state.tsx'
import type { Identity, ProcessRow, Verdict } from '../schema.ts'

export const VERDICTS_WORST_FIRST = ['danger', 'caution', 'safe'] as const satisfies readonly Verdict[]
const STATES: Readonly<Record<Verdict, State>> = { danger: 'danger', caution: 'caution', safe: 'good' }

export const toVerdictState = ({ verdict, kernel }: Pick<ProcessRow, 'verdict' | 'kernel'>): State =>
  kernel ? 'silent' : STATES[verdict]
export const rankOf = ({ verdict, kernel }: Pick<ProcessRow, 'verdict' | 'kernel'>): number =>
  kernel ? VERDICTS_WORST_FIRST.length : VERDICTS_WORST_FIRST.indexOf(verdict)

const byName = new Intl.Collator('en', { numeric: true })
/** Dangerous first, then by name: an order that stays while the numbers move. */
export const orderByDanger = (rows: readonly ProcessRow[]): readonly ProcessRow[] =>
  rows.toSorted((a, b) => rankOf(a) - rankOf(b) || byName.compare(a.name, b.name) || a.pid - b.pid)

export interface ProcessFilter {
  readonly q: string
  readonly user: string
  readonly listening: boolean
  readonly kernel: boolean
}

const searched = new WeakMap<ProcessRow, string>()
/** Everything a person may look for. A row that has not changed is the same object, and is written down once. */
function textOf(row: ProcessRow): string {
  const known = searched.get(row)
  if (known !== undefined) return known
  const text = [
    row.name,
    String(row.pid),
    row.exe ?? '',
    row.commandLine ?? '',
    row.user ?? '',
    row.unit ?? '',
    row.container?.engine ?? '',
    row.container?.id ?? '',
    ...row.listens.map(({ port }) => String(port)),
    ...row.hits.map(({ id }) => id),
  ]
    .join('\n')
    .toLowerCase()
  searched.set(row, text)
  return text
}

export function filterProcesses(rows: readonly ProcessRow[], filter: ProcessFilter): readonly ProcessRow[] {
  const wanted = filter.q.trim().toLowerCase()
  return rows.filter(
    (row) =>
      (filter.kernel || !row.kernel) &&
      (!filter.listening || row.listens.length > 0) &&
      (filter.user === '' || row.user === filter.user) &&
      (wanted === '' || textOf(row).includes(wanted)),
  )
}

export function countVerdicts(rows: readonly ProcessRow[]): Readonly<Record<Verdict, number>> {
  const counts: Record<Verdict, number> = { danger: 0, caution: 0, safe: 0 }
  for (const { verdict, kernel } of rows) if (!kernel) counts[verdict]++
  return counts
}

export const listUsers = (rows: readonly ProcessRow[]): readonly string[] =>
  [...new Set(rows.flatMap(({ user }) => (user === undefined ? [] : [user])))].sort(byName.compare)

/** Each port once, the lowest first. */
export const listPorts = ({ listens }: Pick<ProcessRow, 'listens'>): readonly number[] =>
  [...new Set(listens.map(({ port }) => port))].sort((a, b) => a - b)

const MOST_PORTS = 5
type Translate = (key: string, params: Readonly<Record<string, string | number>>) => string
/** `80,443`; of more than five the first and how many more. */
export function writePorts(ports: readonly number[], t: Translate): string {
  const [first] = ports
  if (first === undefined || ports.length <= MOST_PORTS) return ports.join(',')
  return t('processes.cli.more-ports', { first: String(first), count: ports.length - 1 })
}

export const ioOf = ({ readBytesPerSecond, writtenBytesPerSecond }: ProcessRow): number | undefined =>
  readBytesPerSecond === undefined && writtenBytesPerSecond === undefined
    ? undefined
    : (readBytesPerSecond ?? 0) + (writtenBytesPerSecond ?? 0)

/** `1324.88120` as the address bar holds it. */
export function parseIdentity(raw: string): Identity | undefined {
  const [, pid, startTime] = /^(\d{1,10})\.(\d{1,20})$/.exec(raw) ?? []
  return pid === undefined || startTime === undefined ? undefined : { pid: Number(pid), startTime: Number(startTime) }
}
