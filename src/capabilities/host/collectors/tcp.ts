/** TCP connections by state from `/proc/net/tcp` and `tcp6`, proc_pid_net(5). */
import { defineCollector } from './collector.ts'
import { parseNumbers } from './scan.ts'
import type { Source } from './source.ts'

/** include/net/tcp_states.h, from 1. */
const STATES = [
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
] as const

/** Walking more sockets than this costs more than the answer is worth: the kernel's own sums stand in. */
const MOST_SOCKETS = 20_000
const STATES_EVERY_MS = 60_000
const NEWLINE = 10
/** `   0: 0100007F:1F90 00000000:0000 0A …`: the state follows the third blank after the colon, whatever the widths. */
const BLANKS_BEFORE_STATE = 3

/** Adds each line's state to `counts`. Bytes, not text: with many sockets the file has megabytes. */
export function countTcpStates(bytes: Uint8Array, counts: Map<string, number>): void {
  let at = bytes.indexOf(NEWLINE) + 1
  if (at === 0) return
  while (at < bytes.length) {
    const end = bytes.indexOf(NEWLINE, at)
    const state = parseState(bytes, bytes.indexOf(0x3a, at))
    if (state) counts.set(state, (counts.get(state) ?? 0) + 1)
    if (end === -1) return
    at = end + 1
  }
}

function parseState(bytes: Uint8Array, colon: number): string | undefined {
  if (colon === -1) return undefined
  let at = colon
  for (let blank = 0; blank < BLANKS_BEFORE_STATE; blank++) {
    at = bytes.indexOf(0x20, at + 1)
    if (at === -1) return undefined
  }
  const number = Number.parseInt(String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0), 16)
  return STATES[number - 1]
}

/** `sockstat`: `TCP: inuse 5 orphan 0 tw 3 alloc 8 mem 1`. */
export function parseSockets(text: string, text6: string): { used: number; timeWait: number } {
  const numbers = (from: string, label: string) => {
    const at = from.indexOf(label)
    const end = from.indexOf('\n', at)
    return at === -1 ? [] : parseNumbers(from, at + label.length, end === -1 ? from.length : end)
  }
  const [used = 0, , timeWait = 0] = numbers(text, 'TCP: ')
  const [used6 = 0] = numbers(text6, 'TCP6: ')
  return { used: used + used6, timeWait }
}

/** `CurrEstab` of `/proc/net/snmp`: the ninth number of the second `Tcp:` line. */
export function parseEstablished(text: string): number | undefined {
  const first = text.indexOf('\nTcp:')
  const second = first === -1 ? -1 : text.indexOf('\nTcp:', first + 1)
  if (second === -1) return undefined
  const names = text.slice(first + 1, text.indexOf('\n', first + 1)).split(' ')
  const values = text.slice(second + 1, text.indexOf('\n', second + 1)).split(' ')
  const value = Number(values[names.indexOf('CurrEstab')])
  return value >= 0 ? value : undefined
}

type Counts = Readonly<Record<string, number>>

async function readStates(source: Source): Promise<Counts | undefined> {
  const [four, six] = await Promise.all([source.bytesLater(source.net('tcp')), source.bytesLater(source.net('tcp6'))])
  if (!four) return undefined
  const counts = new Map<string, number>()
  countTcpStates(four, counts)
  if (six) countTcpStates(six, counts)
  return Object.fromEntries(counts)
}

/** The kernel's sums are of this moment; `CurrEstab` counts those half closed too (RFC 4022). */
export function withSums(states: Counts, sums: { established?: number; timeWait: number }): Counts {
  const { established, timeWait } = sums
  return {
    ...states,
    ...(timeWait > 0 || states['TIME_WAIT'] !== undefined ? { TIME_WAIT: timeWait } : {}),
    ...(established === undefined ? {} : { ESTABLISHED: Math.max(0, established - (states['CLOSE_WAIT'] ?? 0)) }),
  }
}

export const tcp = defineCollector<Counts>({
  name: 'tcp',
  everyMs: 10_000,
  async read(source) {
    const { used, timeWait } = parseSockets(
      source.text(source.net('sockstat')) ?? '',
      source.text(source.net('sockstat6')) ?? '',
    )
    const established = parseEstablished(source.text(source.net('snmp')) ?? '')
    // The kernel walks its whole hash table for the list, 7 ms with three sockets in it: seldom, and off this thread.
    const states = await source.memo('tcp.states', STATES_EVERY_MS, async () =>
      used + timeWait > MOST_SOCKETS ? {} : readStates(source),
    )
    if (!states) return undefined
    return withSums(states, { timeWait, ...(established === undefined ? {} : { established }) })
  },
  toVitals: (now) => ({ tcp: { ...now } }),
})
