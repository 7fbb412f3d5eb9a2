import { mkdtempSync, rmSync } from 'node:fs'
import { open, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readTail } from './tail.ts'

const folder = mkdtempSync(join(tmpdir(), 'vedette-tail-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function tailOf(text: string | Buffer, count: number) {
  const file = join(folder, 'file')
  await writeFile(file, text)
  const handle = await open(file)
  const { lines, fromStart } = await readTail(handle, (await handle.stat()).size, count)
  await handle.close()
  return { lines: lines.map(String), fromStart }
}

describe('readTail', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `line ${index}`)
  it.each([
    ['an empty file', '', 3, [], true],
    ['fewer lines than asked', 'a\nb\n', 3, ['a', 'b'], true],
    ['exactly as many', 'a\nb\nc\n', 3, ['a', 'b', 'c'], true],
    ['more', 'a\nb\nc\nd\n', 3, ['b', 'c', 'd'], false],
    ['a line being written', 'a\nb\nhal', 2, ['b', 'hal'], false],
    ['empty lines', '\n\n\n', 2, ['', ''], false],
    ['over block borders', `${many.join('\n')}\n`, 10_000, many.slice(-10_000), false],
    ['a long line before the last', `${'x'.repeat(200_000)}\nlast\n`, 1, ['last'], false],
  ] as const)('%s', async (_, text, count, lines, fromStart) => {
    expect(await tailOf(text, count)).toEqual({ lines, fromStart })
  })

  it('keeps characters whole over a block border', async () => {
    const line = 'я'.repeat(40_000)
    expect((await tailOf(`x\n${line}\n`, 1)).lines).toEqual([line])
  })

  it('reads the end of 5 GB in under 50 ms', async () => {
    const file = join(folder, 'sparse')
    const tail = Array.from({ length: 30 }, (_, index) => `line ${index}`)
    const handle = await open(file, 'w+')
    await handle.truncate(5_000_000_000)
    await handle.write(`\n${tail.join('\n')}\n`, 5_000_000_000)
    const { size } = await handle.stat()
    const started = performance.now()
    const { lines } = await readTail(handle, size, 20)
    const tookMs = performance.now() - started
    await handle.close()
    expect(lines.map(String)).toEqual(tail.slice(-20))
    expect(tookMs).toBeLessThan(50)
  })

  it('does not read a file without line ends whole', async () => {
    const file = join(folder, 'endless')
    await writeFile(file, '')
    await truncate(file, 5_000_000_000)
    const handle = await open(file)
    const { lines, fromStart } = await readTail(handle, 5_000_000_000, 20)
    await handle.close()
    expect(fromStart).toBe(false)
    expect(lines.length).toBe(1)
    expect(lines[0]?.length).toBeLessThanOrEqual(8 * 1024 * 1024)
  })
})
