/** What is worth tidying up: large or long idle programs of people; what the system needs is locked, with the reason. Pure. */
import type { Text } from '../../../core/schema.ts'
import type { ProcessRow } from '../schema.ts'

export const LARGE_BYTES = 200_000_000
const LARGE_PERCENT = 2
export const IDLE_MS = 30 * 60_000
/** As useradd(8) and systemd count. */
const FIRST_LOGIN_UID = 1000
const LAST_LOGIN_UID = 65_533

export interface TidyRow {
  readonly row: ProcessRow
  readonly large: boolean
  /** Missing when it was active lately, or nobody knows. */
  readonly idleMs: number | undefined
  /** Why it stays; missing when it may be stopped after its plan was read. */
  readonly lock: Text | undefined
}

const isLogin = ({ uid }: ProcessRow) => uid !== undefined && uid >= FIRST_LOGIN_UID && uid <= LAST_LOGIN_UID
const isUsers = (row: ProcessRow) =>
  row.graphical === true || (isLogin(row) && (row.tty !== undefined || row.exe?.startsWith('/home/') === true))

type Refuse = (why: string, params?: Text['params']) => Text

function lockWhose(row: ProcessRow, refuse: Refuse): Text | undefined {
  if (isUsers(row) || row.verdict === 'danger') return undefined
  const user = row.user ?? String(row.uid ?? '?')
  if (row.uid === 0) return refuse('root', { user })
  return refuse(isLogin(row) ? 'background' : 'daemon', { user })
}

/** A hint as far as the list knows; the plan decides. */
export function explainLock(row: ProcessRow): Text | undefined {
  const { name, pid, unit, container, known } = row
  const refuse: Refuse = (why, params) => ({
    key: `processes.stop.refusal.${why}`,
    params: { name, pid, ...params },
  })
  if (row.kernel) return refuse('kernel')
  if (pid <= 1) return refuse('first')
  if (container) return refuse('container', { engine: container.engine, id: container.id.slice(0, 12) })
  if (unit !== undefined && /\.(?:service|socket|mount|swap)$/.test(unit))
    return refuse(row.userUnit ? 'user-unit' : 'unit', { unit })
  if (known?.isSystem) return refuse('system')
  if (known && !known.terminatable) return refuse('policy')
  return lockWhose(row, refuse)
}

export function toTidyRows(rows: readonly ProcessRow[], nowMs: number): readonly TidyRow[] {
  return (
    rows
      .filter(({ kernel, state }) => !kernel && state !== 'zombie')
      .map((row) => {
        const stillMs = row.lastActiveAtMs === undefined ? undefined : nowMs - row.lastActiveAtMs
        return {
          row,
          large: row.memoryBytes >= LARGE_BYTES || row.memoryPercent >= LARGE_PERCENT,
          idleMs: stillMs !== undefined && stillMs >= IDLE_MS ? stillMs : undefined,
          lock: explainLock(row),
        }
      })
      // Something dangerous that is nobody's own is no matter of tidying up: the list shows it first.
      .filter(({ row, lock }) => lock !== undefined || isUsers(row))
      .filter(({ large, idleMs, lock }) => large || (idleMs !== undefined && !lock))
      .sort((a, b) => b.row.memoryBytes - a.row.memoryBytes)
  )
}
