import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { expect, it, vi } from 'vitest'
import type { LogSettings } from '../config/sections.ts'
import { createLog } from './log.ts'
import { createTimeFormat, formatLocalTime, toPlainLine } from './plain-line.ts'

const settings: LogSettings = { level: 'info', format: 'plain', file: '', rotateBytes: 10_000, rotateKeep: 2 }

function write(changes: Partial<LogSettings>, work: (log: ReturnType<typeof createLog>) => void) {
  const dataDir = mkdtempSync(join(tmpdir(), 'vedette-log-'))
  const out = new PassThrough()
  const log = createLog({ settings: { ...settings, ...changes }, zone: 'Asia/Seoul', out, dataDir })
  work(log)
  log.close()
  return { dataDir, text: String(out.read() ?? '') }
}

it.each([
  ['Asia/Seoul', '2026-11-21T15:30:00.007+09:00'],
  ['UTC', '2026-11-21T06:30:00.007Z'],
  ['America/St_Johns', '2026-11-21T03:00:00.007-03:30'],
])('times in %s', (zone, expected) => {
  const atMs = Date.UTC(2026, 10, 21, 6, 30, 0, 7)
  expect(createTimeFormat(zone)(atMs)).toBe(expected)
  vi.stubEnv('TZ', zone)
  expect(formatLocalTime(atMs)).toBe(expected)
  vi.unstubAllEnvs()
})

it('writes plain lines as [time] [level] [module] - message', () => {
  const { text } = write({}, (log) => log.forModule('host').warn({ path: '/var/log/x y', count: 2 }, 'gone'))
  expect(text).toMatch(/^\[\d{4}-\d\d-\d\dT[\d:.]+\+09:00\] \[warn\] \[host\] - gone path="\/var\/log\/x y" count=2\n$/)
})

it('keeps a line break in a value from forging a line', () => {
  const line = toPlainLine(
    JSON.stringify({ time: 't', level: 'info', module: 'm', msg: 'a\n[t] [info] [m] - forged' }),
    String,
  )
  expect(line.split('\n')).toHaveLength(2)
})

it('writes JSON with the level in words, and redacts', () => {
  const { text } = write({ format: 'json' }, (log) =>
    log.forModule('http').info({ password: 'pa55', user: { token: 'x' } }, 'in'),
  )
  expect(JSON.parse(text)).toMatchObject({
    level: 'info',
    module: 'http',
    msg: 'in',
    password: '[redacted]',
    user: { token: '[redacted]' },
  })
})

it('leaves out what is below the level', () => {
  expect(write({ level: 'error' }, (log) => log.forModule('x').info({}, 'quiet')).text).toBe('')
})

it('rotates by size and keeps so many', () => {
  const { dataDir } = write({ file: 'logs/vedette.log' }, (log) => {
    for (let i = 0; i < 500; i++) log.forModule('x').info({ i }, 'x'.repeat(100))
  })
  const files = readdirSync(join(dataDir, 'logs')).sort()
  expect(files).toEqual(['vedette.log', 'vedette.log.1', 'vedette.log.2'])
  for (const file of files) expect(readFileSync(join(dataDir, 'logs', file)).length).toBeLessThanOrEqual(10_000)
  expect(readFileSync(join(dataDir, 'logs', 'vedette.log'), 'utf8')).toContain('i=499')
})

it('goes on when the log folder vanishes', () => {
  const { text } = write({ file: 'logs/vedette.log' }, (log) => {
    for (let i = 0; i < 300; i++) {
      if (i === 10) rmSync(join(tmpdir(), 'none'), { force: true })
      log.forModule('x').info({ i }, 'x'.repeat(100))
    }
  })
  expect(text.split('\n')).toHaveLength(301)
})
