/** Where the values of a field come from, frame by frame. */
import { formatIpv4, formatIpv6 } from '../addresses.ts'
import { payloadOf } from '../applications/payload.ts'
import { DATA, IP, IPV6, PROTOCOL_NAMES, TCP, UDP } from '../protocols.ts'
import { isDnsFact, readDnsFact } from './dns-source.ts'
import type { Extraction } from './extraction.ts'
import { FILTER_FIELDS, type FilterField, FRAME, MALFORMED } from './fields.ts'
import { BYTES_FACTS, type BytesFact, NUMBER_FACTS, type NumberFact } from './header-facts.ts'
import { Occurrences } from './occurrences.ts'
import { streamSource } from './stream-sources.ts'

/** What kind of value an occurrence is; `instant` is the frame's own time. */
export type Representation = 'number' | 'bytes' | 'text' | 'instant'

/** What one condition costs, roughly in nanoseconds a frame: cheap ones are asked first. */
export const COSTS = { frame: 1, header: 10, layer: 200, application: 400, search: 1000, names: 500 } as const

export interface Source {
  readonly represents: Representation
  readonly cost: number
  read(extraction: Extraction, into: Occurrences): void
}

export function sourceOf(field: FilterField): Source {
  if (field.type === 'protocol') return protocolBytes(field)
  if (field.parts) return together(field.parts)
  return WALKED[field.name] ?? streamSource(field.name, COSTS.header) ?? factOf(field) ?? described(field)
}
/** The same field's bytes, where it has some. */
export function bytesOf(field: FilterField): Source {
  if (field.parts) return together(field.parts, bytesOf)
  const fact = BYTES_FACTS[field.name]
  const source = fact ? bytesFact(fact) : sourceOf(field)
  return { ...source, represents: 'bytes' }
}

function together(names: readonly string[], each: (field: FilterField) => Source = sourceOf): Source {
  const [first, second] = names.map((name) => each(FILTER_FIELDS.get(name) as FilterField))
  if (!first || !second) throw new Error(`${names.join()} is no pair`)
  return {
    represents: first.represents,
    cost: first.cost + second.cost,
    read(extraction, into) {
      first.read(extraction, into)
      second.read(extraction, into)
    },
  }
}

function factOf(field: FilterField): Source | undefined {
  const number = NUMBER_FACTS[field.name]
  if (number) return numberFact(number)
  const bytes = BYTES_FACTS[field.name]
  return bytes && bytesFact(bytes)
}
function numberFact({ layer, needs, read }: NumberFact): Source {
  return {
    represents: 'number',
    cost: COSTS.header,
    read({ packet }, into) {
      const { layerCount, layerIds, layerStarts, layerLimits } = packet
      for (let n = 0; n < layerCount; n++) {
        if (layerIds[n] !== layer) continue
        const at = layerStarts[n] as number
        if (at + needs > (layerLimits[n] as number)) continue
        const value = read(packet.view, at)
        if (!Number.isNaN(value)) into.addNumber(value)
      }
    },
  }
}
function bytesFact({ layer, needs, offset, size }: BytesFact): Source {
  return {
    represents: 'bytes',
    cost: COSTS.header,
    read({ packet }, into) {
      const { layerCount, layerIds, layerStarts, layerLimits } = packet
      for (let n = 0; n < layerCount; n++) {
        if (layerIds[n] !== layer) continue
        const at = layerStarts[n] as number
        if (at + needs <= (layerLimits[n] as number)) into.addBytes(at + offset, at + offset + size)
      }
    },
  }
}

function described(field: FilterField): Source {
  const { name, layers, applications } = field
  const represents: Representation =
    field.type === 'text'
      ? 'text'
      : field.type === 'bytes' || field.type === 'mac' || field.type === 'ipv6'
        ? 'bytes'
        : 'number'
  const isDns = isDnsFact(name)
  const fromLayers = layers.map((id) => ({ id, name }))
  return {
    represents,
    cost: applications.length > 0 ? COSTS.application : COSTS.layer,
    read(extraction, into) {
      for (const { id } of fromLayers) {
        const slot = extraction.wantOfLayer(id, name)
        extraction.describeLayer(id)
        for (let n = 0; n < slot.count; n++) into.addFrom(slot, n)
      }
      const application = applications.length > 0 ? extraction.applicationAmong(applications) : undefined
      if (!application || (isDns && readDnsFact(extraction, application, name, into))) return
      const slot = extraction.wantOfApplication(name)
      extraction.describeApplication(application)
      for (let n = 0; n < slot.count; n++) into.addFrom(slot, n)
    },
  }
}

/** A protocol's bytes: its header and all it carries. */
function protocolBytes(field: FilterField): Source {
  const [id] = field.layers
  const { applications } = field
  return {
    represents: 'bytes',
    cost: applications.length > 0 ? COSTS.application : COSTS.header,
    read(extraction, into) {
      const { packet } = extraction
      if (field.name === FRAME) into.addBytes(packet.start, packet.end)
      else if (id !== undefined) addLayers(extraction, id, into)
      else if (applications.length > 0 && extraction.applicationAmong(applications)) addPayload(extraction, into)
    },
  }
}
function addLayers(extraction: Extraction, id: number, into: Occurrences): void {
  const { packet } = extraction
  for (let n = 0; n < packet.layerCount; n++) {
    if (packet.layerIds[n] === id) into.addBytes(packet.layerStarts[n] as number, packet.layerLimits[n] as number)
  }
  if (id === DATA && payloadOf(packet) && !extraction.recognise()) addPayload(extraction, into)
}
function addPayload(extraction: Extraction, into: Occurrences): void {
  const payload = payloadOf(extraction.packet)
  if (payload) into.addBytes(payload.start, payload.end)
}

/** Whether the protocol is there at all; nothing is copied. */
export function presence(field: FilterField): { cost: number; test(extraction: Extraction): boolean } {
  const [id] = field.layers
  if (field.name === FRAME) return { cost: COSTS.frame, test: () => true }
  if (field.name === MALFORMED) {
    return { cost: COSTS.frame, test: ({ packet }) => packet.problemCode === 'malformed' }
  }
  if (id === undefined) {
    const { applications } = field
    return {
      cost: COSTS.application,
      test: (extraction) => applications.length > 0 && extraction.applicationAmong(applications) !== undefined,
    }
  }
  return {
    cost: id === DATA ? COSTS.application : COSTS.header,
    test(extraction) {
      const { packet } = extraction
      for (let n = 0; n < packet.layerCount; n++) if (packet.layerIds[n] === id) return true
      return id === DATA && payloadOf(packet) !== undefined && extraction.recognise() === undefined
    },
  }
}

function frameNumber(read: (extraction: Extraction) => number): Source {
  return { represents: 'number', cost: COSTS.frame, read: (extraction, into) => into.addNumber(read(extraction)) }
}
const TIME: Source = {
  represents: 'instant',
  cost: COSTS.frame,
  read: ({ frame }, into) => {
    if (frame.seconds >= 0) into.addNumber(frame.seconds)
  },
}

function host(layer: number, offset: number): Source {
  return {
    represents: 'text',
    cost: COSTS.layer,
    read({ packet }, into) {
      for (let n = 0; n < packet.layerCount; n++) {
        if (packet.layerIds[n] !== layer) continue
        const at = packet.layerStarts[n] as number
        if (at + (layer === IP ? 20 : 40) > (packet.layerLimits[n] as number)) continue
        into.addText(
          layer === IP ? formatIpv4(packet.view.getUint32(at + offset)) : formatIpv6(packet.view, at + offset),
        )
      }
    },
  }
}

function payloadBytes(transport: number): Source {
  return {
    represents: 'bytes',
    cost: COSTS.header,
    read({ packet }, into) {
      for (let k = 0; k < packet.pathCount; k++) {
        const start = packet.pathPayload[k] as number
        const end = packet.pathEnd[k] as number
        if (packet.pathTransport[k] === transport && start < end) into.addBytes(start, end)
      }
    },
  }
}

/** `tcp.len` counts what was sent, which a short capture may not hold. */
const TCP_LENGTH: Source = {
  represents: 'number',
  cost: COSTS.header,
  read({ packet }, into) {
    for (let k = 0; k < packet.pathCount; k++) {
      if (packet.pathTransport[k] === TCP) into.addNumber(packet.pathWireLength[k] as number)
    }
  },
}

/** Data is also the payload no application knows, which no layer was walked for. */
const DATA_BYTES: Source = {
  represents: 'bytes',
  cost: COSTS.application,
  read: (extraction, into) => addLayers(extraction, DATA, into),
}
const dataRanges = new Occurrences()
const DATA_LENGTH: Source = {
  represents: 'number',
  cost: COSTS.application,
  read(extraction, into) {
    dataRanges.count = 0
    addLayers(extraction, DATA, dataRanges)
    for (let n = 0; n < dataRanges.count; n++) {
      into.addNumber((dataRanges.ends[n] as number) - (dataRanges.starts[n] as number))
    }
  },
}

const PROTOCOL_LIST: Source = {
  represents: 'text',
  cost: COSTS.names,
  read: (extraction, into) => into.addText(protocolsOf(extraction)),
}
/** As tshark writes it: `eth:ethertype:ip:udp:dns`. */
function protocolsOf(extraction: Extraction): string {
  const { packet } = extraction
  let text = ''
  for (let n = 0; n < packet.layerCount; n++) {
    const name = PROTOCOL_NAMES[packet.layerIds[n] as number]
    text += `${n === 0 ? '' : ':'}${name}${name === 'eth' || name === 'vlan' || name === 'sll' ? ':ethertype' : ''}`
  }
  if (!payloadOf(packet)) return text
  return `${text}:${extraction.recognise()?.name ?? 'data'}`
}

const WALKED: Readonly<Record<string, Source>> = {
  'frame.number': frameNumber(({ frame }) => frame.number),
  'frame.len': frameNumber(({ packet }) => packet.wireLength),
  'frame.cap_len': frameNumber(({ packet }) => packet.end - packet.start),
  'frame.interface_id': frameNumber(({ frame }) => frame.interfaceId),
  'frame.time_relative': frameNumber(
    ({ frame }) => frame.seconds - frame.firstSeconds + (frame.nanoseconds - frame.firstNanoseconds) / 1e9,
  ),
  'frame.time_epoch': TIME,
  'frame.time': TIME,
  'frame.protocols': PROTOCOL_LIST,
  'ip.src_host': host(IP, 12),
  'ip.dst_host': host(IP, 16),
  'ipv6.src_host': host(IPV6, 8),
  'ipv6.dst_host': host(IPV6, 24),
  'tcp.payload': payloadBytes(TCP),
  'udp.payload': payloadBytes(UDP),
  'tcp.len': TCP_LENGTH,
  'data.data': DATA_BYTES,
  'data.len': DATA_LENGTH,
}
