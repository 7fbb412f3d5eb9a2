/** Folders that may be opened, on real files: what is listed, and that nothing leads out. */
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createFolders, type Folders } from './folders.ts'

const MIX = new URL('../../../decoder/testdata/generated-mix.pcap', import.meta.url)
let home: string
let root: string
let folders: Folders

beforeAll(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'vedette-folders-')))
  root = join(home, 'captures')
  mkdirSync(join(root, 'below', 'deeper'), { recursive: true })
  mkdirSync(join(home, 'captures-of-others'))
  for (const [place, days] of [
    ['old.pcap', 3],
    ['new.pcap', 1],
    ['below/one.pcap', 2],
  ] as const) {
    copyFileSync(MIX, join(root, place))
    utimesSync(join(root, place), new Date(), new Date(Date.UTC(2026, 0, 10 - days)))
  }
  copyFileSync(MIX, join(home, 'captures-of-others', 'theirs.pcap'))
  writeFileSync(join(root, 'named.pcap'), 'a text that calls itself a capture')
  writeFileSync(join(root, 'packed.bin'), gzipSync(readFileSync(MIX)))
  writeFileSync(join(root, 'packed.zst'), zstdCompressSync(readFileSync(MIX)))
  writeFileSync(join(root, 'packed-text.gz'), gzipSync('nothing but words'))
  writeFileSync(join(root, 'empty.pcap'), '')
  execFileSync('mkfifo', [join(root, 'pipe.pcap')])
  symlinkSync('below', join(root, 'inside'))
  symlinkSync('below/one.pcap', join(root, 'inside.pcap'))
  symlinkSync(join(home, 'captures-of-others'), join(root, 'outside'))
  symlinkSync('/etc/passwd', join(root, 'outside.pcap'))
  symlinkSync('nowhere', join(root, 'broken.pcap'))
  symlinkSync('loop', join(root, 'loop'))
  symlinkSync(root, join(home, 'by-link'))
  folders = createFolders([root, join(home, 'missing'), join(home, 'by-link')])
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const refusal = (task: Promise<unknown>) =>
  task.then(
    (found) => `opened ${found}`,
    (error: { code?: string }) => error.code ?? String(error),
  )

it('lists the allowed ones, readable or not', async () => {
  expect(await folders.list()).toEqual([
    { id: 0, path: root, readable: true },
    { id: 1, path: join(home, 'missing'), readable: false },
    { id: 2, path: join(home, 'by-link'), readable: true },
  ])
})

it('lists folders, then captures told by content, newest first, and nothing that leads out', async () => {
  const { entries, cut } = await folders.read(0)
  const names = entries.map(({ name }) => name)
  expect(cut).toBe(false)
  expect(names.slice(0, 2)).toEqual(['below', 'inside'])
  expect(new Set(names.slice(2))).toEqual(new Set(['new.pcap', 'old.pcap', 'inside.pcap', 'packed.bin', 'packed.zst']))
  expect(names.indexOf('new.pcap')).toBeLessThan(names.indexOf('inside.pcap'))
  expect(names.indexOf('inside.pcap')).toBeLessThan(names.indexOf('old.pcap'))
  expect(entries.find(({ name }) => name === 'old.pcap')).toEqual({
    name: 'old.pcap',
    path: 'old.pcap',
    isFolder: false,
    sizeBytes: readFileSync(MIX).length,
    changedMs: Date.UTC(2026, 0, 7),
  })
})

it('lists what lies below, also by a link that stays inside and in a folder that is one itself', async () => {
  expect((await folders.read(0, { path: 'below' })).entries.map(({ path }) => path)).toEqual([
    'below/deeper',
    'below/one.pcap',
  ])
  expect((await folders.read(0, { path: 'inside' })).entries.map(({ path }) => path)).toEqual([
    'inside/deeper',
    'inside/one.pcap',
  ])
  expect((await folders.read(2, { path: 'below/deeper' })).entries).toEqual([])
})

it('says when there is more than is listed, and finds all of it by name', async () => {
  const many = join(home, 'many')
  mkdirSync(many)
  for (let n = 0; n < 2100; n++) mkdirSync(join(many, `f${n}`))
  const { entries, cut } = await createFolders([many]).read(0)
  expect([entries.length, cut]).toEqual([2000, true])
  const found = await createFolders([many]).read(0, { find: 'F2099' })
  expect([found.entries.map(({ name }) => name), found.cut]).toEqual([['f2099'], false])
  expect((await createFolders([many]).read(0, { find: 'f1' })).cut).toBe(false)
  expect((await createFolders([many]).read(0, { find: 'g' })).entries).toEqual([])
})

it('looks at nothing more once nobody waits any more', async () => {
  const many = join(home, 'abandoned')
  mkdirSync(many)
  for (let n = 0; n < 500; n++) linkSync(join(root, 'new.pcap'), join(many, `${n}.pcap`))
  for (const turns of [0, 1, 20]) {
    const stop = new AbortController()
    const reading = createFolders([many]).read(0, { signal: stop.signal })
    reading.catch(() => undefined)
    for (let n = 0; n < turns; n++) await setImmediate()
    stop.abort(new Error('gone'))
    await expect(reading).rejects.toThrow('gone')
  }
  expect((await createFolders([many]).read(0)).entries).toHaveLength(500)
})

it.each([
  ['new.pcap', 'new.pcap'],
  ['./below/../new.pcap', undefined],
  ['inside.pcap', 'below/one.pcap'],
  ['inside/one.pcap', 'below/one.pcap'],
])('finds %s at its real place', async (path, wanted) => {
  expect(await refusal(folders.locate(0, path))).toBe(
    wanted === undefined ? 'packets.path-outside' : `opened ${join(root, wanted)}`,
  )
})

it.each([
  ['..', 'packets.path-outside'],
  ['../captures-of-others/theirs.pcap', 'packets.path-outside'],
  ['below/../../captures-of-others/theirs.pcap', 'packets.path-outside'],
  ['..\\captures-of-others', 'packets.path-outside'],
  ['/etc/passwd', 'packets.path-outside'],
  ['new.pcap\0.txt', 'packets.path-outside'],
  ['outside.pcap', 'packets.path-outside'],
  ['outside/theirs.pcap', 'packets.path-outside'],
  ['missing.pcap', 'packets.path-unknown'],
  ['broken.pcap', 'packets.path-unknown'],
  ['loop', 'packets.path-unknown'],
  ['new.pcap/more', 'packets.path-unknown'],
])('refuses %j', async (path, code) => {
  expect(await refusal(folders.locate(0, path))).toBe(code)
  if (path !== 'new.pcap/more') expect(await refusal(folders.read(0, { path }))).toBe(code)
})

it('knows no other folders, and says when one is gone', async () => {
  expect(await refusal(folders.read(3))).toBe('packets.folder-unknown')
  expect(await refusal(folders.read(1))).toBe('packets.file-gone')
  expect(await refusal(folders.read(0, { path: 'new.pcap' }))).toBe('packets.path-unknown')
})

it('allows what lies inside, and not what has a like name', async () => {
  expect(await folders.allows(join(root, 'new.pcap'))).toBe(true)
  expect(await folders.allows(join(home, 'captures-of-others', 'theirs.pcap'))).toBe(false)
  expect(await createFolders([]).allows(join(root, 'new.pcap'))).toBe(false)
})
