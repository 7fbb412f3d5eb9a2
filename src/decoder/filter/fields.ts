/** Every name a filter may use: what kind of value it has and who says it. */
import { APPLICATIONS } from '../applications/list.ts'
import type { Application, FieldTable } from '../fields.ts'
import { LAYER_OF_ID } from '../layers/list.ts'
import { DATA, FIRST_APPLICATION, IP, IPV6, PROTOCOL_NAMES, TCP, UDP } from '../protocols.ts'
import { STREAM_FIELDS } from './stream-sources.ts'
import type { OperandType } from './syntax.ts'

export interface FilterField {
  readonly name: string
  readonly type: OperandType
  /** Numbers of the layers that say it. */
  readonly layers: readonly number[]
  readonly applications: readonly Application[]
  /** It stands for these together. */
  readonly parts?: readonly string[]
}

const fields = new Map<string, FilterField>()

/** Said by no table: read from the walk itself. */
const WALKED: readonly (readonly [name: string, type: OperandType, layer?: number])[] = [
  ['frame.number', 'uint'],
  ['frame.len', 'uint'],
  ['frame.cap_len', 'uint'],
  ['frame.time_relative', 'double'],
  ['frame.time_epoch', 'instant'],
  ['frame.time', 'instant'],
  ['frame.protocols', 'text'],
  ['frame.interface_id', 'uint'],
  ['ip.src_host', 'text', IP],
  ['ip.dst_host', 'text', IP],
  ['ipv6.src_host', 'text', IPV6],
  ['ipv6.dst_host', 'text', IPV6],
  ['tcp.payload', 'bytes', TCP],
  ['udp.payload', 'bytes', UDP],
  ['data.data', 'bytes', DATA],
  ['data.len', 'uint', DATA],
]
const HOSTS: readonly (readonly [name: string, parts: readonly string[], layer: number])[] = [
  ['ip.host', ['ip.src_host', 'ip.dst_host'], IP],
  ['ipv6.host', ['ipv6.src_host', 'ipv6.dst_host'], IPV6],
]
/** The walk found a contradiction. */
export const MALFORMED = '_ws.malformed'
export const FRAME = 'frame'

function add(name: string, type: OperandType, from: { layer?: number; application?: Application }): void {
  const known = fields.get(name)
  fields.set(name, {
    name,
    type: known?.type ?? type,
    layers: from.layer === undefined ? (known?.layers ?? []) : [...(known?.layers ?? []), from.layer],
    applications: from.application ? [...(known?.applications ?? []), from.application] : (known?.applications ?? []),
  })
}
function addTable(table: FieldTable, from: { layer?: number; application?: Application }): void {
  for (const [name, type] of Object.entries(table)) add(name, type, from)
}

/** `ip.addr` is either of `ip.src` and `ip.dst`; `tcp.port` either port. */
function eitherOf(name: string): readonly string[] | undefined {
  const protocol = name.slice(0, name.lastIndexOf('.'))
  const ends = name.endsWith('.addr') ? ['src', 'dst'] : name.endsWith('.port') ? ['srcport', 'dstport'] : undefined
  const parts = ends?.map((end) => `${protocol}.${end}`)
  return parts?.every((part) => fields.has(part)) ? parts : undefined
}

for (const [id, name] of PROTOCOL_NAMES.entries()) {
  if (id === 0) continue
  const applications = APPLICATIONS.filter((one) => one.name === name)
  const isLayer = applications.length === 0 && id < FIRST_APPLICATION
  fields.set(name, { name, type: 'protocol', layers: isLayer ? [id] : [], applications })
}
for (const name of [FRAME, MALFORMED]) fields.set(name, { name, type: 'protocol', layers: [], applications: [] })
for (const [id, layer] of LAYER_OF_ID.entries()) if (layer) addTable(layer.fields, { layer: id })
for (const application of APPLICATIONS) addTable(application.fields, { application })
for (const [name, type, layer] of WALKED) if (!fields.has(name)) add(name, type, layer === undefined ? {} : { layer })
for (const { name, type, transport } of STREAM_FIELDS) add(name, type, { layer: transport === 'tcp' ? TCP : UDP })
for (const [name, parts, layer] of HOSTS)
  fields.set(name, { name, type: 'text', layers: [layer], applications: [], parts })
for (const field of fields.values()) {
  const parts = eitherOf(field.name)
  if (parts) fields.set(field.name, { ...field, parts })
}

/** All of them, by name; completion and suggestions read this. */
export const FILTER_FIELDS: ReadonlyMap<string, FilterField> = fields
