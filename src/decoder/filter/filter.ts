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
import { type FilterProblem, FilterRefusal } from './syntax.ts'

export interface Filter {
  readonly text: string
  /** `packet` is walked. */
  matches(packet: Packet, frame: FrameFacts): boolean
}

/** The filter, or why it is none; an empty text keeps every frame. Never throws, whatever the text. */
export function compileFilter(text: string): { readonly filter: Filter } | { readonly problem: FilterProblem } {
  try {
    if (text.trim() === '') return { filter: { text, matches: () => true } }
    const condition = compileNode(parseFilter(text, (name) => FILTER_FIELDS.has(name)))
    const extraction = new Extraction()
    return {
      filter: {
        text,
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
