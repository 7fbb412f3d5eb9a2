/**
 * The filter language: `ip.addr == 10.0.0.0/8 && tcp.port == 443 || dns.qry.name contains "x"`. Names and meanings are those of
 * Wireshark's display filters (wireshark-filter(4), version 4): of a field that occurs several times one occurrence suffices,
 * but `!=` wants all to differ. `matches` takes regular expressions without back-references and look-around, which match in
 * time linear in the text. Each frame is looked at alone.
 */
import type { Packet } from '../packet.ts'
import { compileNode } from './compile.ts'
import { Extraction } from './extraction.ts'
import { FILTER_FIELDS } from './fields.ts'
import type { FrameFacts } from './frame.ts'
import { parseFilter } from './parse.ts'
import { type FieldOperand, type FilterNode, type FilterProblem, FilterRefusal } from './syntax.ts'

export interface Filter {
  readonly text: string
  /** It asks for more than headers: whoever sees its answer learns what packets carry. */
  readonly readsPayload: boolean
  /** `packet` is walked. */
  matches(packet: Packet, frame: FrameFacts): boolean
}

/** The filter, or why it is none; an empty text keeps every frame. Never throws, whatever the text. */
export function compileFilter(text: string): { readonly filter: Filter } | { readonly problem: FilterProblem } {
  try {
    if (text.trim() === '') return { filter: { text, readsPayload: false, matches: () => true } }
    const node = parseFilter(text, (name) => FILTER_FIELDS.has(name))
    const condition = compileNode(node)
    const extraction = new Extraction()
    return {
      filter: {
        text,
        readsPayload: readsPayload(node),
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

/** Which protocols a packet has is no payload; their bytes and everything applications say is. */
function readsPayload(node: FilterNode): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
    case 'xor':
      return node.parts.some(readsPayload)
    case 'not':
      return readsPayload(node.part)
    case 'exists':
      return isPayload(node.operand) && !(isProtocol(node.operand) && !node.operand.slice && !node.operand.mask)
    case 'in':
      return isPayload(node.operand)
    case 'compare':
      return isPayload(node.left) || (node.right.kind === 'field' && isPayload(node.right))
  }
}
function isProtocol({ name, apply }: FieldOperand): boolean {
  return FILTER_FIELDS.get(name)?.type === 'protocol' && apply === undefined
}
function isPayload({ name }: FieldOperand): boolean {
  const field = FILTER_FIELDS.get(name)
  if (!field) return false
  return field.type === 'protocol' || field.applications.length > 0 || /^(tcp|udp)\.payload$|^data\./.test(name)
}
