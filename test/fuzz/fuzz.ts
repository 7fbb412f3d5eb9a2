/** Starts a thread of broken captures and says which input it was when the thread does not come back. */
import { createThreads } from '../../src/core/threads.ts'
import type { FuzzOutcome, FuzzTask } from './thread.ts'

const TIMEOUT_MS = 240_000

export async function fuzz(task: Omit<FuzzTask, 'place'>): Promise<FuzzOutcome> {
  const place = new SharedArrayBuffer(8)
  const threads = createThreads()
  try {
    return await threads.run<FuzzOutcome>(import.meta.url, './thread', { ...task, place }, { timeoutMs: TIMEOUT_MS })
  } catch (error) {
    const [index = 0, round = 0] = new Int32Array(place)
    throw new Error(`${task.files[index]}, ${task.kind}, ${round}: the thread did not come back`, { cause: error })
  } finally {
    await threads.close()
  }
}
