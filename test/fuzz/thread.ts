/** Broken captures through the decoder, in a thread that can be ended: what throws, what takes long, what grows. */
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { createAnalysis } from '../../src/decoder/analysis.ts'
import { decodePacket } from '../../src/decoder/decode-packet.ts'
import { CaptureReader } from '../../src/decoder/files/capture-reader.ts'
import { damage } from './damage.ts'

export interface FuzzTask {
  readonly files: readonly string[]
  /** Cut at every byte of the first `rounds`, or `rounds` times broken, each with a seed of its own from `seed` on. */
  readonly kind: 'cuts' | 'damages'
  readonly seed: number
  readonly rounds: number
  /** Two numbers the starter reads when the thread does not come back: file and round. */
  readonly place: SharedArrayBuffer
}
export interface FuzzOutcome {
  readonly inputs: number
  readonly failures: readonly string[]
  readonly slowestMs: number
  /** More memory after all rounds than after the first hundred. */
  readonly grownBytes: number
}

const MOST_BYTES = 48 * 1024
const MOST_FAILURES = 5
const MOST_DECODED = 40

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
/** Memory of buffers is given back after a collection, not in it. */
const measure = async () => {
  for (let turn = 0; turn < 3; turn++) {
    collect()
    await wait(20)
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

function feed(bytes: Uint8Array): unknown {
  const analysis = createAnalysis({ level: 'full' })
  const half = bytes.length >> 1
  analysis.push(bytes.subarray(0, half))
  analysis.push(bytes.subarray(half))
  return analysis.finish()
}
/** The first frames as the eye would have them. */
function describe(bytes: Uint8Array): void {
  let left = MOST_DECODED
  readFrames(bytes, (frame, linkType, wireLength) => {
    if (left-- > 0) decodePacket(frame, linkType, wireLength)
  })
}
/** Every frame of the first bytes, as if it had been captured only so far, each time one byte further. */
function describeCut(bytes: Uint8Array): void {
  readFrames(bytes, (frame, linkType, wireLength) => {
    for (let length = 0; length < frame.length; length++) decodePacket(frame.slice(0, length), linkType, wireLength)
  })
}
function readFrames(bytes: Uint8Array, take: (frame: Uint8Array, linkType: number, wireLength: number) => void): void {
  const reader = new CaptureReader({
    record: (within, _view, start, end, wireLength, _seconds, _nanoseconds, linkType) =>
      take(within.subarray(start, end), linkType, wireLength),
  })
  reader.push(bytes)
  reader.end()
}

async function run({ files, kind, seed, rounds, place }: FuzzTask): Promise<FuzzOutcome> {
  const at = new Int32Array(place)
  const captures = files.map((file) => new Uint8Array(readFileSync(file).subarray(0, MOST_BYTES)))
  const failures: string[] = []
  let [inputs, slowestMs, settledBytes] = [0, 0, 0]
  const attempt = async (index: number, round: number, work: () => unknown) => {
    at[0] = index
    at[1] = round
    const beganMs = performance.now()
    try {
      work()
    } catch (error) {
      const told = error instanceof Error ? (error.stack ?? error.message) : String(error)
      if (failures.length < MOST_FAILURES) failures.push(`${files[index]}, ${kind}, ${round}: ${told}`)
    }
    slowestMs = Math.max(slowestMs, performance.now() - beganMs)
    if (++inputs === 100) settledBytes = await measure()
  }
  for (let round = 0; round < rounds; round++) {
    if (kind === 'damages') {
      const index = (seed + round) % captures.length
      const bytes = damage(captures[index] ?? new Uint8Array(), seed + round)
      await attempt(index, seed + round, () => {
        // Whoever asks for a report gets text: what cannot be written down is a failure too.
        JSON.stringify(feed(bytes))
        describe(bytes)
      })
    } else {
      for (const [index, capture] of captures.entries())
        if (round < capture.length) await attempt(index, round, () => feed(capture.subarray(0, round)))
    }
  }
  if (kind === 'cuts') {
    for (const [index, capture] of captures.entries())
      await attempt(index, rounds, () => describeCut(capture.subarray(0, rounds)))
  }
  return { inputs, failures, slowestMs, grownBytes: (await measure()) - settledBytes }
}

parentPort?.postMessage(await run(workerData as FuzzTask))
