import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createThreads } from '../../../core/threads.ts'
import { type SearchInput, searchFile, searchLines } from './search.ts'

const folder = mkdtempSync(join(tmpdir(), 'vedette-search-'))
const threads = createThreads()
afterAll(async () => {
  await threads.close()
  rmSync(folder, { recursive: true })
})
const input = (more: Partial<SearchInput>): SearchInput => ({
  q: 'x',
  regex: false,
  limit: 100,
  budgetMs: 5000,
  ...more,
})

async function search(text: string | Buffer, more: Partial<SearchInput>, elapsedMs = () => 0) {
  const file = join(folder, 'log')
  writeFileSync(file, text)
  const handle = await open(file)
  const result = await searchFile(handle, (await handle.stat()).size, input(more), elapsedMs)
  await handle.close()
  return { ...result, lines: result.lines.map((line) => line.text) }
}

describe('searchFile', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => `line ${index} ${index % 1000 === 0 ? 'ERROR' : 'fine'}`)
  it.each([
    ['plain, without regard to case', 'a Foo\nb\nc foo\n', { q: 'FOO' }, ['a Foo', 'c foo'], 'all'],
    ['Cyrillic', 'Ошибка\nok\n', { q: 'ошибка' }, ['Ошибка'], 'all'],
    ['signs that mean something in expressions', 'a.b\naxb\n[a]\n', { q: 'a.b' }, ['a.b'], 'all'],
    ['an expression', 'id=1\nid=22\nid=x\n', { q: '^id=\\d+$', regex: true }, ['id=1', 'id=22'], 'all'],
    ['the newest when there are too many', 'a1\na2\na3\n', { q: 'a', limit: 2 }, ['a2', 'a3'], 'limit'],
    ['a last line without end', 'x\nfoo', { q: 'foo' }, ['foo'], 'all'],
    ['nothing', 'a\nb\n', { q: 'zzz' }, [], 'all'],
    ['an empty file', '', { q: 'a' }, [], 'all'],
    [
      'over blocks',
      `${many.join('\n')}\n`,
      { q: 'error', limit: 1000 },
      many.filter((line) => line.endsWith('ERROR')),
      'all',
    ],
  ] as const)('finds %s', async (_, text, more, lines, ended) => {
    expect(await search(text, more)).toMatchObject({ lines, ended })
  })
  it('does not find a secret', async () => {
    expect(await search('password=hunter2\n', { q: 'hunter' })).toMatchObject({ lines: [] })
    expect(await search('password=hunter2\n', { q: 'password' })).toMatchObject({ lines: ['password=‹hidden›'] })
  })
  it('gives what it has when time is up', async () => {
    let asked = 0
    const result = await search('a\n'.repeat(10), { q: 'a' }, () => (++asked > 3 ? 6000 : 0))
    expect(result.ended).toBe('time')
    expect(result.lines.length).toBe(4)
  })
  it('needs no memory for a file without line ends', async () => {
    const result = await search(Buffer.alloc(20 * 1024 * 1024, 'x'), { q: 'zzz' })
    expect(result).toMatchObject({ lines: [], ended: 'all', searchedBytes: 20 * 1024 * 1024 })
  })
})

it('searches lines of a journal the same way', () => {
  const lines = ['one', 'two', 'three'].map((text) => ({ text }))
  expect(searchLines(lines, input({ q: 'T', limit: 1 }), () => 0)).toMatchObject({
    lines: [{ text: 'three' }],
    ended: 'limit',
  })
})

describe('the thread', () => {
  const run = (more: Partial<SearchInput>, timeoutMs: number) =>
    threads.run<{ lines: { text: string }[] }>(
      import.meta.url,
      './search-worker',
      input({ roots: [folder], ...more }),
      { timeoutMs },
    )

  it('searches a file', async () => {
    const path = join(folder, 'app.log')
    writeFileSync(path, 'foo\nbar\n')
    expect((await run({ path, q: 'ba' }, 5000)).lines).toEqual([{ text: 'bar' }])
  })
  it('is ended by the clock, whatever the pattern', async () => {
    const path = join(folder, 'hostile.log')
    writeFileSync(path, `${'a'.repeat(60)}!\n`)
    const started = performance.now()
    await expect(run({ path, q: '^(a+)+$', regex: true, budgetMs: 300 }, 500)).rejects.toMatchObject({
      code: 'core.thread-timeout',
    })
    expect(performance.now() - started).toBeLessThan(3000)
  })
  it('refuses a link that leads to what is hidden from whoever asks', async () => {
    writeFileSync(join(folder, 'auth.log'), 'sudo\n')
    const path = join(folder, 'harmless.log')
    symlinkSync('auth.log', path)
    expect(await run({ path, q: 'sudo', hidden: ['auth.log*'] }, 5000)).toBe('private')
    expect((await run({ path, q: 'sudo' }, 5000)).lines).toEqual([{ text: 'sudo' }])
  })
  it('opens nothing outside the roots', async () => {
    await expect(run({ path: '/etc/passwd', q: 'root' }, 5000)).rejects.toMatchObject({ code: 'core.thread-failed' })
  })
})
