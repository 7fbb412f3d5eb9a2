/**
 * The filter language: `ip.addr == 10.0.0.0/8 && tcp.port == 443 || dns.qry.name contains "x"`. Names and meanings are those of
 * Wireshark's display filters (wireshark-filter(4), version 4): of a field that occurs several times one occurrence suffices,
 * but `!=` wants all to differ. `matches` takes regular expressions without back-references and look-around, which match in
 * time linear in the text. Each frame is looked at alone, but for fields that only the frames before can say (`tcp.stream`,
 * `tcp.analysis.…`): filters that ask for those follow the streams of the capture.
 */
import type { Packet } from '../packet.ts'
import { compileNode } from './compile.ts'
import { Extraction } from './extraction.ts'
import { FILTER_FIELDS } from './fields.ts'
import type { FrameFacts } from './frame.ts'
import { parseFilter } from './parse.ts'
import { asksInFlight, followedFor } from './stream-sources.ts'
import { type StreamBegins, Streams, type StreamTransport } from './streams.ts'
import { type FieldOperand, type FilterNode, type FilterProblem, FilterRefusal } from './syntax.ts'

export interface Filter {
  readonly text: string
  /** It asks for more than headers: whoever sees its answer learns what packets carry. */
  readonly readsPayload: boolean
  /** Where streams began, as far as frames were told; present when the filter follows them. */
  readonly begins?: StreamBegins
  /** `packet` is walked. To be asked of every frame of a capture, in order. */
  matches(packet: Packet, frame: FrameFacts): boolean
}

/** The filter, or why it is none; an empty text keeps every frame. Never throws, whatever the text. */
export function compileFilter(text: string): { readonly filter: Filter } | { readonly problem: FilterProblem } {
  try {
    if (text.trim() === '') return { filter: { text, readsPayload: false, matches: () => true } }
    const node = parseFilter(text, (name) => FILTER_FIELDS.has(name))
    const condition = compileNode(node)
    const streams = streamsFor(node)
    const extraction = new Extraction(streams)
    return {
      filter: {
        text,
        readsPayload: readsPayload(node),
        ...(streams ? { begins: streams.begins } : {}),
        matches(packet, frame) {
          extraction.begin(packet, frame)
          return condition.test(extraction)
        },
      },
    }
  } catch (error) {
    if (error instanceof FilterRefusal) return { problem: error.problem }
    throw error
  }
}

/** Every field a filter names, one after the other, until one `is` what is looked for. */
function someOperand(node: FilterNode, is: (operand: FieldOperand, exists: boolean) => boolean): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return node.parts.some((part) => someOperand(part, is))
    case 'not':
      return someOperand(node.part, is)
    case 'exists':
      return is(node.operand, true)
    case 'in':
      return is(node.operand, false)
    case 'compare':
      return is(node.left, false) || (node.right.kind === 'field' && is(node.right, false))
  }
}

function streamsFor(node: FilterNode): Streams | undefined {
  const follows = (transport: StreamTransport) => someOperand(node, ({ name }) => followedFor(name) === transport)
  const inFlight = someOperand(node, ({ name }) => asksInFlight(name))
  const asked = { tcp: follows('tcp'), udp: follows('udp'), inFlight }
  return asked.tcp || asked.udp ? new Streams(asked) : undefined
}

/** Which protocols a packet has is no payload; their bytes and everything applications say is. */
function readsPayload(node: FilterNode): boolean {
  return someOperand(
    node,
    (operand, exists) => isPayload(operand) && !(exists && isProtocol(operand) && !operand.slice && !operand.mask),
  )
}
function isProtocol({ name, apply }: FieldOperand): boolean {
  return FILTER_FIELDS.get(name)?.type === 'protocol' && apply === undefined
}
function isPayload({ name }: FieldOperand): boolean {
  const field = FILTER_FIELDS.get(name)
  if (!field) return false
  return field.type === 'protocol' || field.applications.length > 0 || /^(tcp|udp)\.payload$|^data\./.test(name)
}
