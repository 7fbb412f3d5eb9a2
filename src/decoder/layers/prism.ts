/** What older wireless drivers say before an 802.11 frame (LINKTYPE_IEEE802_11_PRISM, LINKTYPE_IEEE802_11_AVS): Prism's header, or AVS's in its place. */
import { formatPaddedText } from '../applications/text.ts'
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { END, PRISM, WLAN } from '../protocols.ts'

const SHORTEST = 24
const PRISM_BYTES = 144
/** AVS writes its version in network order at the start; the last digits are the revision. */
const AVS_MAGIC = 0x80211000

export const prismFields = {
  'prism.msgcode': 'uint',
  'prism.msglen': 'uint',
  'prism.devname': 'text',
} as const satisfies FieldTable

function isAvs(view: DataView, at: number): boolean {
  return ((view.getUint32(at) & 0xfffff000) | 0) === (AVS_MAGIC | 0)
}

/** The driver wrote the length in its machine's order; the one that is a length is it. */
function isLittle(view: DataView, at: number): boolean {
  return view.getUint32(at + 4, true) < view.getUint32(at + 4)
}

function headerBytes(view: DataView, at: number): number {
  if (isAvs(view, at)) return view.getUint32(at + 4)
  const length = view.getUint32(at + 4, isLittle(view, at))
  // Some drivers leave it empty; the header is always as long.
  return length === 0 ? PRISM_BYTES : length
}

export function walkPrism(packet: Packet): number {
  packet.push(PRISM)
  if (!packet.has(SHORTEST)) return END
  const bytes = headerBytes(packet.view, packet.at)
  if (bytes < SHORTEST) return packet.fail('malformed')
  if (!packet.has(bytes)) return END
  packet.at += bytes
  return WLAN
}

export function describePrism(fields: Fields, start: number, end: number): void {
  const { view } = fields
  const bytes = start + SHORTEST <= end ? Math.max(SHORTEST, headerBytes(view, start)) : SHORTEST
  fields.layer('prism', start, Math.min(start + bytes, end))
  if (start + SHORTEST > end) {
    fields.problem('cut', start)
    return
  }
  const avs = isAvs(view, start)
  const little = !avs && isLittle(view, start)
  fields.uint('prism.msgcode', view.getUint32(start, little), start, start + 4, avs ? 'AVS' : undefined)
  fields.uint('prism.msglen', view.getUint32(start + 4, little), start + 4, start + 8)
  if (!avs) fields.text('prism.devname', formatPaddedText(fields.bytes, start + 8, start + 24), start + 8, start + 24)
}
