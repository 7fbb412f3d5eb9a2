/** Runs filters over capture files, for tests: which packets each keeps. */
import { CaptureReader } from '../files/capture-reader.ts'
import { Packet } from '../packet.ts'
import { walkFrame } from '../walk-frame.ts'
import { compileFilter, type Filter } from './filter.ts'
import { FrameFacts } from './frame.ts'

/** Numbers of the packets every filter keeps; throws for a text that is no filter. */
export function keptBy(file: Uint8Array, texts: readonly string[]): readonly number[][] {
  const filters = texts.map(filterOf)
  const kept: number[][] = texts.map(() => [])
  const packet = new Packet()
  packet.alone = 1
  const frame = new FrameFacts()
  const reader = new CaptureReader({
    record(bytes, view, start, end, wireLength, seconds, nanoseconds, linkType, interfaceId) {
      frame.number++
      frame.seconds = seconds
      frame.nanoseconds = nanoseconds
      frame.interfaceId = interfaceId
      if (frame.number === 1) {
        frame.firstSeconds = seconds
        frame.firstNanoseconds = nanoseconds
      }
      walkFrame(packet, bytes, view, start, end, wireLength, linkType)
      for (const [n, filter] of filters.entries()) if (filter.matches(packet, frame)) kept[n]?.push(frame.number)
    },
  })
  reader.push(file)
  reader.end()
  return kept
}

function filterOf(text: string): Filter {
  const compiled = compileFilter(text)
  if ('problem' in compiled) throw new Error(`${text}: ${JSON.stringify(compiled.problem)}`)
  return compiled.filter
}

/** `1-3,7`: how the kept numbers are written in testdata. */
export function toRanges(numbers: readonly number[]): string {
  const ranges: string[] = []
  for (let n = 0; n < numbers.length; n++) {
    const first = numbers[n] as number
    while (numbers[n + 1] === (numbers[n] as number) + 1) n++
    ranges.push(first === numbers[n] ? `${first}` : `${first}-${numbers[n]}`)
  }
  return ranges.join(',')
}
