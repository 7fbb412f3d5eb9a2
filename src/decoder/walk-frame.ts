/** From a record of a capture to a walked frame. */
import { firstLayer } from './link-types.ts'
import type { Packet } from './packet.ts'
import { ETH } from './protocols.ts'
import { walk } from './walk.ts'
import { walkPlain } from './walk-plain.ts'

/** Points `packet` at the frame between `start` and `end` of `bytes` and walks it. */
export function walkFrame(
  packet: Packet,
  bytes: Uint8Array,
  view: DataView,
  start: number,
  end: number,
  wireLength: number,
  linkType: number,
): void {
  packet.linkType = linkType
  packet.reset(bytes, view, start, end, wireLength)
  const first = firstLayer(linkType)
  if (first !== ETH || !walkPlain(packet)) walk(packet, first)
}
