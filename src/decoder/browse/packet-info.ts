/** What a frame says, in one line of English terms of the field, as analysts are used to read it. */
import { formatIpv4, toHex } from '../addresses.ts'
import { payloadOf } from '../applications/payload.ts'
import type { Application, Fields } from '../fields.ts'
import { eapInfo } from '../layers/eap.ts'
import { LAYER_OF_ID } from '../layers/list.ts'
import { flagsText } from '../layers/tcp.ts'
import type { Packet } from '../packet.ts'
import { ARP, EAP, ICMP, IP, IPV6, PROTOCOL_NAMES, TCP, UDP } from '../protocols.ts'

const LONGEST_INFO = 300
/** Messages of one frame that are told; more are counted on the detail page. */
const MOST_MESSAGES = 4

export function infoOfApplication(packet: Packet, application: Application): string {
  const payload = payloadOf(packet)
  if (!payload) return application.title
  const { start, end } = payload
  const { view, bytes } = packet
  const messages: string[] = []
  for (let at = start; at < end && messages.length < MOST_MESSAGES; ) {
    const length = application.measure ? application.measure(view, at, end) : end - at
    const next = length > 0 && at + length < end ? at + length : end
    const summary = application.summary(view, bytes, at, next)
    if (summary !== '') messages.push(summary)
    at = next
  }
  return oneLine(messages.length === 0 ? application.title : messages.join(', '))
}

/** Control characters of strangers have no place in a list. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
  return line.length > LONGEST_INFO ? `${line.slice(0, LONGEST_INFO)}…` : line
}

/** Layer `n` of the frame; `application` is what it carries, when that may not be told closer. */
export function infoOfLayer(packet: Packet, n: number, application?: string): string {
  if (packet.layerCount === 0) return `Link type ${packet.linkType}`
  const id = packet.layerIds[n] as number
  const at = packet.layerStarts[n] as number
  const limit = packet.layerLimits[n] as number
  const info = wellKnown(packet, id, at, limit) ?? meant(packet, id, at, limit)
  return oneLine(application === undefined ? info : `${info} (${application})`)
}

function wellKnown(packet: Packet, id: number, at: number, limit: number): string | undefined {
  switch (id) {
    case TCP:
      return at + 20 <= limit ? tcp(packet, at) : undefined
    case UDP:
      return at + 8 <= limit ? udp(packet, at) : undefined
    case ARP:
      return at + 28 <= limit ? arp(packet, at) : undefined
    case ICMP:
      return at + 8 <= limit ? icmp(packet, at) : undefined
    case EAP:
      return eapInfo(packet.view, at, limit)
    case IP:
    case IPV6:
      return fragment(packet)
    default:
      return undefined
  }
}

function tcp(packet: Packet, at: number): string {
  const { view } = packet
  const flags = view.getUint16(at + 12) & 0x1ff
  const k = packet.pathCount - 1
  const length = k >= 0 ? (packet.pathWireLength[k] as number) : 0
  const acknowledges = (flags & 0x10) !== 0 ? ` Ack=${view.getUint32(at + 8)}` : ''
  return `${view.getUint16(at)} → ${view.getUint16(at + 2)} [${flagsText(flags)}] Seq=${view.getUint32(at + 4)}${acknowledges} Win=${view.getUint16(at + 14)} Len=${length}`
}

function udp(packet: Packet, at: number): string {
  const { view } = packet
  const length = Math.max(0, view.getUint16(at + 4) - 8)
  return `${view.getUint16(at)} → ${view.getUint16(at + 2)} Len=${length}`
}

function arp(packet: Packet, at: number): string | undefined {
  const { view, bytes } = packet
  const isUsual = view.getUint16(at) === 1 && view.getUint16(at + 2) === 0x0800 && view.getUint16(at + 4) === 0x0604
  if (!isUsual) return undefined
  const source = formatIpv4(view.getUint32(at + 14))
  const target = formatIpv4(view.getUint32(at + 24))
  const hardware = toHex(bytes, at + 8, at + 14, ':')
  switch (view.getUint16(at + 6)) {
    case 1:
      if (source === target) return `ARP Announcement for ${source}`
      return source === '0.0.0.0' ? `Who has ${target}? (ARP Probe)` : `Who has ${target}? Tell ${source}`
    case 2:
      return `${source} is at ${hardware}`
    default:
      return undefined
  }
}

function icmp(packet: Packet, at: number): string | undefined {
  const { view } = packet
  const type = view.getUint8(at)
  if (type !== 0 && type !== 8) return undefined
  return `Echo (ping) ${type === 8 ? 'request' : 'reply'} id=0x${toHex(packet.bytes, at + 4, at + 6)}, seq=${view.getUint16(at + 6)}`
}

function fragment(packet: Packet): string | undefined {
  const k = packet.pathCount - 1
  if (k < 0 || packet.pathFragment[k] === 0) return undefined
  const at = packet.pathNetwork[k] as number
  if (packet.pathVersion[k] !== 4) return `Fragmented IPv6 packet (next header ${packet.pathProtocol[k]})`
  const offset = (packet.view.getUint16(at + 6) & 0x1fff) << 3
  return `Fragmented IPv4 packet (proto ${packet.pathProtocol[k]}, off=${offset}, ID=0x${toHex(packet.bytes, at + 4, at + 6)})`
}

/** The first thing the layer says in words (`Router Advertisement`), else its name. */
function meant(packet: Packet, id: number, at: number, limit: number): string {
  const layer = LAYER_OF_ID[id]
  if (!layer) return PROTOCOL_NAMES[id] ?? ''
  const words = new FirstMeaning(packet)
  layer.describe(words, at, limit)
  return words.meaning ?? layer.title
}

class FirstMeaning implements Fields {
  readonly bytes: Uint8Array
  readonly view: DataView
  meaning: string | undefined

  constructor({ bytes, view }: Packet) {
    this.bytes = bytes
    this.view = view
  }
  uint(name: string, _value: number, _start: number, _end: number, meaning?: string): void {
    const tellsKind = /\.(type|opcode|code|msg_type|ftype|fc|version)$/.test(name) || name.includes('type')
    if (tellsKind) this.meaning ??= meaning
  }
  layer = nothing
  double = nothing
  bool = nothing
  text = nothing
  bytesAt = nothing
  ipv4 = nothing
  ipv6 = nothing
  mac = nothing
  open = nothing
  close = nothing
  problem = nothing
}

function nothing(): void {
  // Only words of kinds count here.
}
