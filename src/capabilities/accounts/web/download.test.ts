import { describe, expect, it } from 'vitest'
import { parseFileName, readFile } from './download.ts'

describe('a file on its way', () => {
  const answer = (chunks: readonly string[], headers: Record<string, string> = {}) =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
          controller.close()
        },
      }),
      { headers },
    )

  it('is put together as it came, and followed', async () => {
    const seen: (readonly [number, number | undefined])[] = []
    const blob = await readFile(answer(['abc', 'de'], { 'content-length': '5' }), (...row) => seen.push(row))
    expect(await blob.text()).toBe('abcde')
    expect(seen).toEqual([
      [3, 5],
      [5, 5],
    ])
  })
  it('may be of unknown length', async () => {
    const seen: (number | undefined)[] = []
    await readFile(answer(['abc']), (_, totalBytes) => seen.push(totalBytes))
    expect(seen).toEqual([undefined])
  })
  it('may be large', async () => {
    const large = 'x'.repeat(9_000_000)
    const blob = await readFile(answer([large, large, 'end']), () => undefined)
    expect(blob.size).toBe(18_000_003)
    expect(await blob.slice(-3).text()).toBe('end')
  })
  it('may be empty', async () => {
    expect((await readFile(new Response(null), () => undefined)).size).toBe(0)
  })
})

it.each([
  ['attachment; filename="vedette-2026-11-21.backup"', 'vedette-2026-11-21.backup'],
  ['attachment', undefined],
  [null, undefined],
])('%s names %s', (header, name) => {
  expect(parseFileName(header)).toBe(name)
})
