import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Check } from 'typebox/value'
import { afterEach, describe, expect, it } from 'vitest'
import type { Log } from '../../core/capability.ts'
import { createFakeClock, systemClock } from '../../core/clock.ts'
import { createSource, type Source, SYSTEM_ROOTS } from './collectors/source.ts'
import { createSampler } from './sampler.ts'
import { vitalsSchema } from './schema.ts'

const testdata = join(import.meta.dirname, 'testdata')
const errors: string[] = []
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (_, message) => void errors.push(message),
}
const folders: string[] = []
const sources: Source[] = []
afterEach(() => {
  for (const source of sources.splice(0)) source.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  errors.length = 0
})

function openTree(files: Readonly<Record<string, string>> = {}, from?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-host-'))
  folders.push(folder)
  if (from) cpSync(join(testdata, from), folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) {
    cpSync(join(testdata, 'rocky-9/proc/loadavg'), join(folder, file))
    writeFileSync(join(folder, file), text)
  }
  const clock = createFakeClock()
  const source = createSource({
    roots: {
      proc: join(folder, 'proc'),
      sys: join(folder, 'sys'),
      etc: join(folder, 'etc'),
      run: join(folder, 'run'),
      files: folder,
    },
    clock,
    statfs: async () => ({ bsize: 4096, blocks: 1000, bfree: 400, bavail: 350, files: 200, ffree: 50 }),
  })
  sources.push(source)
  return { folder, clock, sampler: createSampler(source, log) }
}

describe('captured trees', () => {
  it.each(['debian-12', 'rocky-9'])('%s gives the sample on record', async (name) => {
    const { folder, clock, sampler } = openTree({}, name)
    await sampler.sample(10_000)
    cpSync(join(testdata, `${name}-later`), folder, { recursive: true })
    clock.advance(10_000)
    const vitals = await sampler.sample(10_000)
    expect(errors).toEqual([])
    expect(Check(vitalsSchema, vitals)).toBe(true)
    const golden = join(testdata, `${name}.json`)
    expect(JSON.parse(JSON.stringify(vitals))).toEqual(JSON.parse(readFileSync(golden, 'utf8')))
  })
})

describe('a machine that does not say', () => {
  it('gives a sample without values when there is nothing to read', async () => {
    const { sampler } = openTree()
    const vitals = await sampler.sample(2000)
    expect(errors).toEqual([])
    expect(Check(vitalsSchema, vitals)).toBe(true)
    expect(vitals).toMatchObject({ filesystems: [], interfaces: [], facts: { hostname: 'localhost', systemd: false } })
    expect(vitals.cpu ?? vitals.memory ?? vitals.load ?? vitals.pressure ?? vitals.tcp ?? vitals.users).toBeUndefined()
  })

  const garbage = [
    '',
    '\n\n\n',
    'cpu\ncpu0\n',
    'MemTotal:\n',
    '::::',
    '\0\0\x01\xff',
    'x'.repeat(100_000),
    '-1 -1 -1',
    '1 2 3 4',
  ]
  it.each(garbage)('meets garbage %#', async (text) => {
    const names =
      'stat meminfo loadavg uptime diskstats cpuinfo net/dev net/tcp net/tcp6 net/sockstat net/snmp sys/fs/file-nr pressure/io self/mountinfo'
    const files = Object.fromEntries(names.split(' ').map((name) => [`proc/${name}`, text]))
    const { clock, sampler } = openTree({ ...files, 'etc/os-release': text, 'run/utmp': text }, 'rocky-9')
    await sampler.sample(2000)
    clock.advance(10_000)
    const vitals = await sampler.sample(2000)
    expect(errors).toEqual([])
    expect(Check(vitalsSchema, vitals)).toBe(true)
  })

  it('leaves out what disappears between two samples, and takes it up again', async () => {
    const { folder, clock, sampler } = openTree({}, 'rocky-9')
    await sampler.sample(2000)
    rmSync(join(folder, 'proc/net/dev'))
    rmSync(join(folder, 'proc/stat'))
    rmSync(join(folder, 'sys/class/hwmon'), { recursive: true })
    clock.advance(10_000)
    expect(await sampler.sample(2000)).toMatchObject({ temperatures: [] })
    cpSync(join(testdata, 'rocky-9-later'), folder, { recursive: true })
    clock.advance(10_000)
    await sampler.sample(2000)
    clock.advance(10_000)
    expect((await sampler.sample(2000)).interfaces.map(({ name }) => name)).toEqual(['ens192', 'ens224'])
    expect(errors).toEqual([])
  })
})

it.runIf(process.platform === 'linux')('samples this very machine', async () => {
  const source = createSource({ roots: SYSTEM_ROOTS, clock: systemClock })
  sources.push(source)
  const vitals = await createSampler(source, log).sample(2000)
  expect(Check(vitalsSchema, vitals)).toBe(true)
  expect(vitals.memory?.totalBytes).toBeGreaterThan(0)
  expect(vitals.filesystems.some(({ mount }) => mount === '/')).toBe(true)
})
