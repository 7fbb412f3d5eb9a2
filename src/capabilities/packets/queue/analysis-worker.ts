/** One capture analysed in a thread of its own; says every second how far it is and what is known so far. */
import { parentPort, workerData } from 'node:worker_threads'
import { VedetteError } from '../../../core/errors.ts'
import { type Analysed, analyse, type Step } from '../reading/analyse.ts'
import { createInlineHasher, createNoHasher } from '../reading/hashing.ts'
import { type OpenedCapture, openCapture } from '../reading/open-capture.ts'
import { toSummary } from '../report/summary.ts'
import { type AnalysisWork, COMPLETE, type WorkerSaid } from './analysis-thread.ts'

const TELL_EVERY_MS = 500
const FIRST_SNAPSHOT_MS = 300
/** Pictures of what is known so far cost time: at most a tenth of it goes into them. */
const SNAPSHOT_SHARE = 10
const SNAPSHOT_EVERY_MS = 1_000
const LONGEST_SNAPSHOT_PAUSE_MS = 30_000

const work = workerData as AnalysisWork
const arrived = work.arrived && new Int32Array(work.arrived, 0, 1)
const isComplete = () => !arrived || Atomics.load(arrived, 0) === COMPLETE
const say = (message: WorkerSaid) => parentPort?.postMessage(message)

/** Known before, or told when the last byte had arrived. */
function readKnownHash(): string | undefined {
  if (work.sha256 || !work.arrived) return work.sha256
  const hex = Buffer.from(new Uint8Array(work.arrived, 4)).toString('hex')
  return /[^0]/.test(hex) ? hex : undefined
}

let last: Step | undefined
let nextSnapshotMs = performance.now() + FIRST_SNAPSHOT_MS
let shownPackets = -1

function showSnapshot(step: Step) {
  const startMs = performance.now()
  if (startMs < nextSnapshotMs || step.packets === shownPackets) return
  shownPackets = step.packets
  const report = step.snapshot()
  say({ type: 'snapshot', report: JSON.stringify({ ...report, complete: false }) })
  const tookMs = performance.now() - startMs
  const pauseMs = Math.min(LONGEST_SNAPSHOT_PAUSE_MS, Math.max(SNAPSHOT_EVERY_MS, SNAPSHOT_SHARE * tookMs))
  nextSnapshotMs = performance.now() + pauseMs
}
function tell() {
  say({ type: 'progress', doneBytes: last?.doneBytes ?? 0, packets: last?.packets ?? 0 })
  if (last) showSnapshot(last)
}

async function run({ handle }: OpenedCapture): Promise<Analysed> {
  try {
    return await analyse({
      source: { fd: handle.fd, isComplete },
      hasher: work.hash ? createInlineHasher() : createNoHasher(),
      level: work.level,
      maxUnpackedBytes: work.maxUnpackedBytes,
      ...(work.sizeBytes === undefined ? {} : { sizeBytes: work.sizeBytes }),
      onStep: (step) => {
        last = step
      },
    })
  } finally {
    await handle.close()
  }
}

const timer = setInterval(tell, TELL_EVERY_MS)
// The first words come soon, however long the first second of a large file is.
setTimeout(tell, FIRST_SNAPSHOT_MS + 20)
try {
  const opened = await openCapture(work.path, work)
  const { report, sizeBytes, compression, sha256 } = await run(opened)
  const { file } = report
  const known = readKnownHash()
  const whole = { ...report, complete: true, file: known ? { ...file, sha256: known } : file }
  say({
    type: 'done',
    report: JSON.stringify(whole),
    summary: toSummary(report),
    sizeBytes,
    compression,
    ...(sha256 ? { sha256 } : {}),
    mark: opened.mark,
  })
} catch (error) {
  if (error instanceof VedetteError) say({ type: 'refused', code: error.code, params: error.params })
  else throw error
} finally {
  clearInterval(timer)
}
