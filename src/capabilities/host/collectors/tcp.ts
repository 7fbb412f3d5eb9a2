/** TCP connections by state from `/proc/net/tcp` and `tcp6`, proc_pid_net(5). */
import { defineCollector } from './collector.ts'
import { parseNumbers } from './scan.ts'

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

export const tcp = defineCollector<Readonly<Record<string, number>>>({
  name: 'tcp',
  everyMs: 10_000,
  read(source) {
    const sockets = parseSockets(source.text(source.net('sockstat')) ?? '', source.text(source.net('sockstat6')) ?? '')
    if (sockets.used + sockets.timeWait > MOST_SOCKETS) {
      const established = parseEstablished(source.text(source.net('snmp')) ?? '')
      return { TIME_WAIT: sockets.timeWait, ...(established === undefined ? {} : { ESTABLISHED: established }) }
    }
    const counts = new Map<string, number>()
    const four = source.bytes(source.net('tcp'))
    if (!four) return undefined
    countTcpStates(four, counts)
    countTcpStates(source.bytes(source.net('tcp6')) ?? new Uint8Array(), counts)
    return Object.fromEntries(counts)
  },
  toVitals: (now) => ({ tcp: { ...now } }),
})
