/** What a click on something says in the filter language. Pure. */

const NANOS_PER_SECOND = 1e9
/** More frame numbers than these make an address bar that nobody can send along. */
const MOST_FRAMES = 200

const HAS_OR = /\|\||\^\^|\b(or|xor)\b/
const bracket = (filter: string) => (HAS_OR.test(filter) && !isBracketed(filter) ? `(${filter})` : filter)

/** Whether the first bracket closes with the last character. */
function isBracketed(filter: string): boolean {
  if (!filter.startsWith('(') || !filter.endsWith(')')) return false
  let depth = 0
  for (const [at, letter] of [...filter].entries()) {
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (depth === 0 && at < filter.length - 1) return false
  }
  return true
}

/** Both must hold; what is asked for already is not asked for twice. */
export function narrow(filter: string, term: string): string {
  const before = filter.trim()
  if (before === '' || before === term) return term
  if (before.split(' && ').includes(term)) return before
  return `${bracket(before)} && ${bracket(term)}`
}

export const quote = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

export const addressTerm = (address: string) =>
  address.includes(':') ? `ipv6.addr == ${address}` : `ip.addr == ${address}`

export interface End {
  readonly address: string
  readonly port: number
}
/** `10.0.0.1:80`, `[::1]:53`. */
export function parseEnd(text: string): End | undefined {
  const [, v6, v4, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text) ?? []
  const address = v6 ?? v4
  return address === undefined ? undefined : { address, port: Number(port) }
}

export function conversationTerm(transport: 'tcp' | 'udp', a: End, b: End): string {
  const parts = [
    addressTerm(a.address),
    addressTerm(b.address),
    `${transport}.port == ${a.port}`,
    `${transport}.port == ${b.port}`,
  ]
  return [...new Set(parts)].join(' && ')
}
export const pairTerm = (a: string, b: string) => [...new Set([addressTerm(a), addressTerm(b)])].join(' && ')

/** Runs of numbers become ranges. */
export function framesTerm(frames: readonly number[]): string {
  const sorted = [...new Set(frames)].sort((a, b) => a - b).slice(0, MOST_FRAMES)
  const [only] = sorted
  if (only === undefined) return ''
  if (sorted.length === 1) return `frame.number == ${only}`
  const runs: [first: number, last: number][] = []
  for (const frame of sorted) {
    const run = runs.at(-1)
    if (run && run[1] === frame - 1) run[1] = frame
    else runs.push([frame, frame])
  }
  return `frame.number in {${runs.map(([first, last]) => (first === last ? first : `${first}..${last}`)).join(', ')}}`
}

/** Nanoseconds after the first packet; the end does not belong to it. */
export const timeTerm = (fromNs: number, toNs: number) =>
  `frame.time_relative >= ${writeSeconds(fromNs)} && frame.time_relative < ${writeSeconds(toNs)}`
const writeSeconds = (ns: number) => String(Number((ns / NANOS_PER_SECOND).toFixed(6)))

export const packetsHref = (capture: string, filter: string) =>
  `/packets/${encodeURIComponent(capture)}/packets${filter ? `?filter=${encodeURIComponent(filter)}` : ''}`
