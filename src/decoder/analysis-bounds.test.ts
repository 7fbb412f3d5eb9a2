/** More flows and connections than there is room for: what is beyond is counted together, and the report says so. */
import { describe, expect, it } from 'vitest'
import { type AnalysisLevel, createAnalysis } from './analysis.ts'
import { pcap, tcp, udp } from './testdata/capture.ts'

const MOST_CONNECTIONS = 1_000_000
const MOST_FLOWS = 2_000_000
const RECORD_HEADER_BYTES = 16
const AT_A_TIME = 10_000

/** `count` frames like `frame`, each from an address of its own. */
function analyseMany(level: AnalysisLevel, frame: Uint8Array, count: number, more: readonly Uint8Array[]) {
  const analysis = createAnalysis({ level })
  const file = pcap([{ at: 0, bytes: frame }])
  const head = 24
  analysis.push(file.subarray(0, head))
  const record = file.subarray(head)
  const many = new Uint8Array(record.length * AT_A_TIME)
  const view = new DataView(many.buffer)
  for (let done = 0; done < count; done += AT_A_TIME) {
    const here = Math.min(AT_A_TIME, count - done)
    for (let n = 0; n < here; n++) {
      many.set(record, n * record.length)
      view.setUint32(n * record.length + RECORD_HEADER_BYTES + 26, 0x0b00_0000 + done + n)
    }
    analysis.push(many.subarray(0, here * record.length))
  }
  for (const bytes of more) analysis.push(pcap([{ at: 0, bytes }]).subarray(head))
  return analysis.finish()
}

const ENDS = { from: '11.0.0.0', to: '10.0.0.2' }
const AGAIN = { from: '12.0.0.1', to: '10.0.0.2' }

describe('room', () => {
  const syn = tcp(ENDS, [4000, 80], { flags: 'S' })
  it('for connections has an end: later segments are counted, and their flows are there', { timeout: 60_000 }, () => {
    const late = tcp(AGAIN, [4000, 80], { flags: 'S' })
    const report = analyseMany('full', syn, MOST_CONNECTIONS, [late, late, late])
    expect(report.summarised).toEqual({ packets: 0, bytes: 0, segments: 3 })
    expect([report.packets, report.flows]).toEqual([MOST_CONNECTIONS + 3, MOST_CONNECTIONS + 1])
    expect(report.conversations.tcp).toBe(MOST_CONNECTIONS + 1)
  })
  it('for flows has an end: what came later is counted together', { timeout: 60_000 }, () => {
    const frame = udp(ENDS, [4000, 9], new Uint8Array(4))
    const late = udp(AGAIN, [4000, 9], new Uint8Array(10))
    const report = analyseMany('flows', frame, MOST_FLOWS, [late, late])
    expect(report.summarised).toEqual({ packets: 2, bytes: 2 * late.length, segments: 0 })
    expect([report.packets, report.flows]).toEqual([MOST_FLOWS + 2, MOST_FLOWS])
  })
  it('that suffices is not spoken of', () => {
    const report = analyseMany('full', syn, 20_000, [])
    expect(report.summarised).toBeUndefined()
    expect(report.flows).toBe(20_000)
  })
})
