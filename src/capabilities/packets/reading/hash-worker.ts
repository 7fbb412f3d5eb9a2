/** Hashes slot after slot of shared memory, as the reader fills them. */
import { createHash } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { CONTROL, type HashWork } from './hashing.ts'

const { slots, slotBytes, count, control: shared } = workerData as HashWork
const control = new Int32Array(shared)
const hash = createHash('sha256')
for (let done = 0; ; done++) {
  while (Atomics.load(control, CONTROL.filled) === done) Atomics.wait(control, CONTROL.filled, done)
  // The last thing told is not a slot but that there are no more.
  if (Atomics.load(control, CONTROL.ended) === 1 && Atomics.load(control, CONTROL.filled) === done + 1) break
  const length = Atomics.load(control, CONTROL.lengths + (done % count))
  hash.update(new Uint8Array(slots, (done % count) * slotBytes, length))
  Atomics.add(control, CONTROL.hashed, 1)
  Atomics.notify(control, CONTROL.hashed)
}
parentPort?.postMessage(hash.digest('hex'))
