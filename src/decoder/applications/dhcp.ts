/** Dynamic Host Configuration Protocol for IPv4 and BOOTP (RFC 2131, RFC 951). */
import { formatIpv4, toHex } from '../addresses.ts'
import { FieldReader } from '../field-reader.ts'
import type { Application, Fields, FieldTable } from '../fields.ts'
import { describeDhcpOption, dhcpOptionFields, MESSAGE_TYPES, optionName } from './dhcp-options.ts'
import { formatText } from './text.ts'

const HEADER_BYTES = 236
const MAGIC_COOKIE = 0x63825363
const MAX_OPTIONS = 300

const dhcpFields = {
  'dhcp.type': 'uint',
  'dhcp.hw.type': 'uint',
  'dhcp.hw.len': 'uint',
  'dhcp.hops': 'uint',
  'dhcp.id': 'uint',
  'dhcp.secs': 'uint',
  'dhcp.flags': 'uint',
  'dhcp.flags.bc': 'bool',
  'dhcp.ip.client': 'ipv4',
  'dhcp.ip.your': 'ipv4',
  'dhcp.ip.server': 'ipv4',
  'dhcp.ip.relay': 'ipv4',
  'dhcp.hw.mac_addr': 'mac',
  'dhcp.hw.addr': 'bytes',
  'dhcp.server': 'text',
  'dhcp.file': 'text',
  'dhcp.cookie': 'ipv4',
  'dhcp.option.type': 'uint',
  'dhcp.option.length': 'uint',
  'dhcp.option.padding': 'bytes',
  ...dhcpOptionFields,
} as const satisfies FieldTable

export const dhcp: Application = {
  name: 'dhcp',
  title: 'Dynamic Host Configuration Protocol',
  fields: dhcpFields,
  tcp: [],
  udp: [67, 68, 4011],
  recognises(view, start, end, { expected, transport }) {
    if (transport !== 'udp') return false
    return expected
      ? start + 3 <= end
      : hasCookie(view, start, end) && view.getUint8(start) <= 2 && view.getUint8(start) > 0
  },
  describe: describeDhcp,
  summary: summarise,
}

function hasCookie(view: DataView, start: number, end: number): boolean {
  return start + HEADER_BYTES + 4 <= end && view.getUint32(start + HEADER_BYTES) === MAGIC_COOKIE
}

function describeDhcp(fields: Fields, start: number, end: number): void {
  fields.layer('dhcp', start, end)
  const message = new FieldReader(fields, start, end)
  message.uint('dhcp.type', 1, { 1: 'Boot Request', 2: 'Boot Reply' })
  const hardware = message.uint('dhcp.hw.type', 1, { 1: 'Ethernet', 6: 'IEEE 802', 32: 'InfiniBand' })
  const length = message.uint('dhcp.hw.len', 1)
  message.uint('dhcp.hops', 1)
  message.uint('dhcp.id', 4)
  message.uint('dhcp.secs', 2)
  message.flags('dhcp.flags', 2, [[0x8000, 'dhcp.flags.bc', 'Broadcast']])
  message.ipv4('dhcp.ip.client')
  message.ipv4('dhcp.ip.your')
  message.ipv4('dhcp.ip.server')
  message.ipv4('dhcp.ip.relay')
  describeHardwareAddress(message.part(16), hardware, length)
  describeFixedText(message, 'dhcp.server', 64)
  describeFixedText(message, 'dhcp.file', 128)
  // BOOTP without DHCP ends here.
  if (message.failed || message.left === 0) return
  const cookie = message.peek(4)
  message.ipv4('dhcp.cookie')
  if (cookie !== MAGIC_COOKIE) return
  describeOptions(message)
}

function describeHardwareAddress(address: FieldReader, hardware: number, length: number): void {
  if (hardware === 1 && length === 6) address.mac('dhcp.hw.mac_addr')
  else address.bytes('dhcp.hw.addr', Math.min(length, address.left))
}

/** A field of fixed length that text fills up to a zero, when it fills any of it. */
function describeFixedText(message: FieldReader, name: string, length: number): void {
  if (message.peek(1) === 0) {
    message.skip(length)
    return
  }
  const field = message.part(length)
  if (field.left === length) field.zeroText(name)
}

function describeOptions(message: FieldReader): void {
  for (let n = 0; n < MAX_OPTIONS && message.left > 0; n++) {
    const start = message.at
    const type = message.peek(1)
    if (type === 0) {
      message.skip(1)
      continue
    }
    const length = type === 255 ? 0 : message.peek(1, 1)
    message.fields.open(optionName(type), start, Math.min(start + (type === 255 ? 1 : 2 + length), message.end))
    message.uint(type === 255 ? 'dhcp.option.end' : 'dhcp.option.type', 1, optionName)
    if (type !== 255) {
      message.uint('dhcp.option.length', 1)
      describeDhcpOption(message.part(length), type)
    }
    message.fields.close()
    if (type === 255) break
  }
  if (message.left > 0 && !message.failed) message.bytes('dhcp.option.padding', message.left)
}

export interface DhcpFacts {
  /** 1 DISCOVER, 2 OFFER, 3 REQUEST, 4 DECLINE, 5 ACK, 6 NAK, 7 RELEASE, 8 INFORM; 0 is BOOTP. */
  readonly messageType: number
  readonly isReply: boolean
  readonly transactionId: number
  /** `02:00:00:00:00:01`. */
  readonly clientMac: string
  /** Address given; undefined when 0.0.0.0. */
  readonly yourIp?: string
  /** Who answers (option 54). */
  readonly serverId?: string
  readonly requestedIp?: string
  readonly mask?: string
  readonly routers: readonly string[]
  readonly dnsServers: readonly string[]
  readonly hostname?: string
  readonly vendorClass?: string
}

/** What a finding about address servers needs; `undefined` when this is no DHCP message. */
export function parseDhcp(view: DataView, start: number, end: number): DhcpFacts | undefined {
  if (start + HEADER_BYTES > end) return undefined
  const type = view.getUint8(start)
  if (type !== 1 && type !== 2) return undefined
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  const options = hasCookie(view, start, end)
    ? optionRanges(view, start + HEADER_BYTES + 4, end)
    : new Map<number, Range>()
  const addresses = (code: number): string[] => {
    const [from, to] = options.get(code) ?? [0, 0]
    return Array.from({ length: (to - from) >> 2 }, (_, n) => formatIpv4(view.getUint32(from + 4 * n)))
  }
  const text = (code: number): string | undefined => {
    const range = options.get(code)
    return range && formatText(bytes, range[0], bytes[range[1] - 1] === 0 ? range[1] - 1 : range[1])
  }
  const [messageType] = options.get(53) ?? []
  const yourIp = view.getUint32(start + 16)
  return {
    messageType: messageType === undefined ? 0 : view.getUint8(messageType),
    isReply: type === 2,
    transactionId: view.getUint32(start + 4),
    clientMac: toHex(bytes, start + 28, start + 34, ':'),
    routers: addresses(3),
    dnsServers: addresses(6),
    ...present('yourIp', yourIp === 0 ? undefined : formatIpv4(yourIp)),
    ...present('mask', addresses(1)[0]),
    ...present('serverId', addresses(54)[0]),
    ...present('requestedIp', addresses(50)[0]),
    ...present('hostname', text(12)),
    ...present('vendorClass', text(60)),
  }
}

const present = <K extends string>(key: K, value: string | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: string }

type Range = readonly [start: number, end: number]
function optionRanges(view: DataView, start: number, end: number): Map<number, Range> {
  const found = new Map<number, Range>()
  for (let at = start, n = 0; at + 1 < end && n < MAX_OPTIONS; n++) {
    const type = view.getUint8(at)
    if (type === 255) break
    if (type === 0) {
      at++
      continue
    }
    const stop = at + 2 + view.getUint8(at + 1)
    if (stop > end) break
    if (stop > at + 2 && !found.has(type)) found.set(type, [at + 2, stop])
    at = stop
  }
  return found
}

/** `DHCP Offer - Transaction ID 0x3d1d, 192.168.0.10`. */
function summarise(view: DataView, _bytes: Uint8Array, start: number, end: number): string {
  const facts = parseDhcp(view, start, end)
  if (!facts) return 'DHCP, cut short'
  const kind =
    facts.messageType === 0
      ? facts.isReply
        ? 'Boot Reply'
        : 'Boot Request'
      : `DHCP ${MESSAGE_TYPES[facts.messageType] ?? facts.messageType}`
  const given = facts.yourIp ?? facts.requestedIp
  const name = facts.hostname ? ` (${facts.hostname})` : ''
  return `${kind} - Transaction ID 0x${facts.transactionId.toString(16)}${given ? `, ${given}` : ''}${name}`
}
