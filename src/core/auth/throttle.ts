/**
 * Slows guessing down. Tries are counted per account-and-address and per address, never per account alone:
 * nobody can lock a person out from elsewhere. A try counts when it begins, so a thousand at once count as a thousand.
 */
import { isIPv6 } from 'node:net'
import type { Clock } from '../clock.ts'

/** Tries without waiting; then the wait doubles from one second up to a quarter of an hour. */
const FREE_PER_ACCOUNT = 5
const FREE_PER_ADDRESS = 50
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15 * 60_000
/** A row that was quiet this long is forgotten. */
const FORGET_AFTER_MS = 60 * 60_000
/** Bound of each table; the least recently used row goes first. */
const MAX_ROWS = 10_000

interface Row {
  tries: number
  lastMs: number
  blockedUntilMs: number
}

/** One household or server owns a whole /64 of IPv6 (RFC 6177), and an IPv4 address may come in IPv6 clothes. */
export function toThrottleAddress(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  if (!isIPv6(plain)) return plain
  const [head = '', tail] = (plain.split('%')[0] ?? '').split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const prefix = [...left, ...gap, ...right].slice(0, 4).map((part) => Number.parseInt(part, 16).toString(16))
  return `${prefix.join(':')}::/64`
}

function createRows(clock: Clock, free: number) {
  const rows = new Map<string, Row>()
  const find = (key: string): Row | undefined => {
    const row = rows.get(key)
    if (row && clock.monotonicMs() - row.lastMs < FORGET_AFTER_MS) return row
    rows.delete(key)
    return undefined
  }
  return {
    waitMs: (key: string) => Math.max(0, (find(key)?.blockedUntilMs ?? 0) - clock.monotonicMs()),
    count(key: string) {
      const nowMs = clock.monotonicMs()
      const row = find(key) ?? { tries: 0, lastMs: nowMs, blockedUntilMs: 0 }
      row.tries++
      row.lastMs = nowMs
      const over = row.tries - free
      if (over >= 0) row.blockedUntilMs = nowMs + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(over, 20))
      // Set again at the end: the first key of the map is the one unused for longest.
      rows.delete(key)
      rows.set(key, row)
      for (const oldest of rows.keys()) {
        if (rows.size <= MAX_ROWS) break
        rows.delete(oldest)
      }
    },
    forgive(key: string) {
      const row = rows.get(key)
      if (!row) return
      row.tries--
      if (row.tries < free) row.blockedUntilMs = 0
      if (row.tries <= 0) rows.delete(key)
    },
    forget: (key: string) => rows.delete(key),
    size: () => rows.size,
  }
}

export interface Throttle {
  /** Milliseconds to wait before the next try; 0 means this try may go on and has been counted. */
  begin(account: string, address: string): number
  /** The try was right: the account's count is cleared, the address's is as before it. */
  succeeded(account: string, address: string): void
  rows(): number
}

export function createThrottle(clock: Clock): Throttle {
  const accounts = createRows(clock, FREE_PER_ACCOUNT)
  const addresses = createRows(clock, FREE_PER_ADDRESS)
  const toKeys = (account: string, address: string) => {
    const from = toThrottleAddress(address)
    return { pair: `${from} ${account}`, from }
  }
  return {
    begin(account, address) {
      const { pair, from } = toKeys(account, address)
      const waitMs = Math.max(accounts.waitMs(pair), addresses.waitMs(from))
      if (waitMs > 0) return waitMs
      accounts.count(pair)
      addresses.count(from)
      return 0
    },
    succeeded(account, address) {
      const { pair, from } = toKeys(account, address)
      accounts.forget(pair)
      addresses.forgive(from)
    },
    rows: () => accounts.size() + addresses.size(),
  }
}
