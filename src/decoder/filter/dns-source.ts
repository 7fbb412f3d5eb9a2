/**
 * What is asked most of DNS, read without describing whole messages: half a million of them are filtered in the time a few
 * thousand take to describe. Anything unusual is left to the description; a test holds both to the same answers.
 */
import { DnsReader } from '../applications/dns/facts.ts'
import { payloadOf } from '../applications/payload.ts'
import type { Application } from '../fields.ts'
import type { Extraction } from './extraction.ts'
import type { Occurrences } from './occurrences.ts'

const reader = new DnsReader()
type Take = (into: Occurrences) => void

const TAKES: Readonly<Record<string, Take>> = {
  'dns.id': (into) => into.addNumber(reader.id),
  'dns.flags.response': (into) => into.addNumber(reader.isResponse ? 1 : 0),
  'dns.flags.rcode': (into) => {
    if (reader.isResponse) into.addNumber(reader.rcode)
  },
  'dns.qry.name': (into) => {
    if (reader.hasQuestion) into.addText(reader.nameText())
  },
  'dns.qry.type': (into) => {
    if (reader.hasQuestion) into.addNumber(reader.questionType)
  },
}

export function isDnsFact(name: string): boolean {
  return Object.hasOwn(TAKES, name)
}

/** False when the description has to be asked; then nothing was taken. */
export function readDnsFact(
  extraction: Extraction,
  application: Application,
  name: string,
  into: Occurrences,
): boolean {
  if (application.name !== 'dns') return false
  const payload = payloadOf(extraction.packet)
  if (payload?.transport !== 'udp') return false
  const { start, end } = payload
  const { view, bytes } = extraction.packet
  if (!reader.read(view, bytes, start, end)) return false
  // Several questions, one that is cut, and messages that are no query have descriptions of their own.
  if (reader.questions > 1 || reader.hasQuestion !== (reader.questions === 1) || reader.opcode !== 0) return false
  if (end - start < 12 || view.getUint16(start + 4) !== reader.questions) return false
  TAKES[name]?.(into)
  return true
}
