/** Thread of one search: no pattern can hold the console, because the thread is ended from outside. */
import { parentPort, workerData } from 'node:worker_threads'
import { isPrivateLog, openLog } from './guard.ts'
import { type SearchInput, searchFile, searchLines } from './search.ts'

async function main(input: SearchInput) {
  const startMs = performance.now()
  const elapsedMs = () => performance.now() - startMs
  if (input.lines) return searchLines(input.lines, input, elapsedMs)
  const roots = input.roots ?? []
  const { handle, stats, realPath } = await openLog(input.path ?? '', roots)
  try {
    if (isPrivateLog(realPath, roots, input.hidden ?? [])) return 'private'
    return await searchFile(handle, stats.size, input, elapsedMs)
  } finally {
    await handle.close()
  }
}

parentPort?.postMessage(await main(workerData))
