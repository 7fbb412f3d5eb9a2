/** Puts a filter before whoever takes records: just what it keeps is passed on. */
import type { RecordSink } from '../files/records.ts'
import { Packet } from '../packet.ts'
import { walkFrame } from '../walk-frame.ts'
import type { Filter } from './filter.ts'
import { FrameFacts } from './frame.ts'

/** `frame.number` counts all packets; whoever takes the kept ones counts those. */
export function siftBy(filter: Filter): (sink: RecordSink) => RecordSink {
  const packet = new Packet()
  packet.alone = 1
  const frame = new FrameFacts()
  return (sink) => ({
    record(bytes, view, start, end, wireLength, seconds, nanoseconds, linkType, interfaceId, offset) {
      frame.number++
      if (frame.number === 1) {
        frame.firstSeconds = seconds
        frame.firstNanoseconds = nanoseconds
      }
      frame.seconds = seconds
      frame.nanoseconds = nanoseconds
      frame.interfaceId = interfaceId
      walkFrame(packet, bytes, view, start, end, wireLength, linkType)
      if (!filter.matches(packet, frame)) return
      sink.record(bytes, view, start, end, wireLength, seconds, nanoseconds, linkType, interfaceId, offset)
    },
  })
}
