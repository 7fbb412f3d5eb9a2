/** How long a broken line is tried again. On real lines: `test/e2e/packets-sites.test.ts`. */
import { expect, it } from 'vitest'
import { packetsErrors } from '../errors.ts'
import { readOverLines } from './over-lines.ts'
import type { RemoteFile } from './sftp.ts'

const cut = () => packetsErrors['packets.fetch-cut']({ path: '/a', doneBytes: 0, reason: 'gone' })
/** Gives so many bytes of the file on each line, then breaks it. */
function fileOf(sizeBytes: number, perLine: number): RemoteFile {
  return {
    sizeBytes,
    changedMs: 0,
    async *read(_signal, fromBytes) {
      const toBytes = Math.min(fromBytes + perLine, sizeBytes)
      for (let at = fromBytes; at < toBytes; at++) yield Uint8Array.of(at)
      if (toBytes < sizeBytes) throw cut()
    },
  }
}
async function readBy(file: RemoteFile, more: { retryMs: number; signal?: AbortSignal }) {
  let lines = 0
  let open = 1
  /** Lines that are still open when the next one is made. */
  let left = 0
  const said: string[] = []
  const bytes: number[] = []
  const opened = { file, close: () => open-- }
  const ended = await (async () => {
    for await (const piece of readOverLines({
      path: '/a',
      opened,
      signal: new AbortController().signal,
      ...more,
      reopen: async () => {
        left += open
        lines++
        open++
        return opened
      },
      onBroken: (error) => said.push((error as { code: string }).code),
      onMended: () => said.push('mended'),
    }))
      bytes.push(...piece)
    return 'whole'
  })().catch((error: { code?: string; message: string }) => error.code ?? error.message)
  return { ended, bytes, lines, open, left, said }
}

it('takes as many lines as the file needs, each where the last one ended, which is closed by then', async () => {
  expect(await readBy(fileOf(5, 2), { retryMs: 2_000 })).toEqual({
    ended: 'whole',
    bytes: [0, 1, 2, 3, 4],
    lines: 2,
    open: 0,
    left: 0,
    said: ['packets.fetch-cut', 'mended', 'packets.fetch-cut', 'mended'],
  })
})
it('gives up lines that are made but bring nothing', async () => {
  const startMs = performance.now()
  const found = await readBy(fileOf(5, 0), { retryMs: 2_500 })
  expect(found).toMatchObject({ ended: 'packets.fetch-cut', bytes: [], open: 0, left: 0 })
  expect(found.lines).toBeGreaterThan(0)
  expect(found.said).not.toContain('mended')
  // As long as was said, and no longer.
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(2_500)
  expect(performance.now() - startMs).toBeLessThan(10_000)
})
it('tries none where none is wanted, and ends at once when it is cancelled', async () => {
  expect(await readBy(fileOf(5, 2), { retryMs: 0 })).toMatchObject({
    ended: 'packets.fetch-cut',
    lines: 0,
    open: 0,
    said: [],
  })
  const abort = new AbortController()
  setTimeout(() => abort.abort(new Error('cancelled')), 50)
  expect(await readBy(fileOf(5, 2), { retryMs: 60_000, signal: abort.signal })).toMatchObject({
    ended: 'cancelled',
    lines: 0,
    open: 0,
  })
})
