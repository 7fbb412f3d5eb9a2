import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { decodeLine, MAX_LINE_BYTES, parseLevel, parseTime, readInTurns, toLogLine } from './lines.ts'

const NOW = Date.UTC(2026, 10, 21, 12)

describe('decodeLine', () => {
  it.each([
    ['plain text', Buffer.from('a\tb'), 'a\tb'],
    ['three alphabets', Buffer.from('ok 서비스 служба'), 'ok 서비스 служба'],
    ['colours of a terminal', Buffer.from('\x1b[31mred\x1b[0m'), '\\x1b[31mred\\x1b[0m'],
    ['binary', Buffer.from([0x00, 0xff, 0xfe, 0x41, 0x80]), '\\x00\\xff\\xfeA\\x80'],
    ['a torn sequence', Buffer.from('служба').subarray(0, 3), 'с\\xd0'],
    ['an overlong sequence', Buffer.from([0xc0, 0xaf, 0x41]), '\\xc0\\xafA'],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80]), '\\xed\\xa0\\x80'],
    ['text that turns around', Buffer.from('a\u202eb'), 'a\\u202eb'],
  ])('%s', (_, bytes, expected) => expect(decodeLine(bytes)).toBe(expected))
})

describe('toLogLine', () => {
  it('cuts a line of 1 MB and says how much is missing', () => {
    const line = toLogLine(Buffer.alloc(1024 * 1024, 'x'), NOW)
    expect(line.text.length).toBe(MAX_LINE_BYTES + 2)
    expect(line.text.endsWith(' …')).toBe(true)
    expect(line.cutBytes).toBe(1024 * 1024 - MAX_LINE_BYTES)
  })
  it('never cuts through a character', () => {
    const line = toLogLine(Buffer.from(`x${'я'.repeat(MAX_LINE_BYTES)}`), NOW)
    expect(line.text).toMatch(/^xя+ …$/)
  })
  it('hides secrets, and drops the end of a Windows line', () => {
    expect(toLogLine(Buffer.from('password=hunter2\r'), NOW)).toEqual({ text: 'password=‹hidden›' })
  })
})

describe('readInTurns', () => {
  const random = Buffer.alloc(8191)
  for (let at = 0, seed = 7; at < random.length; at++) {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    random[at] = seed >> 16
  }
  it.each([
    ['bad bytes', Buffer.alloc(8191, 0xe2)],
    ['noise', random],
    ['control characters', Buffer.alloc(8191, 0x1b)],
    ['a secret that never comes', Buffer.from(`key ${'a'.repeat(8187)}`)],
  ])('lets others have their turn between 1024 lines of %s', async (_, line) => {
    const delays = monitorEventLoopDelay({ resolution: 1 })
    delays.enable()
    const started = process.cpuUsage()
    const { lines, whole } = await readInTurns(Array<Buffer>(1024).fill(line), (bytes) => toLogLine(bytes, NOW))
    const { user } = process.cpuUsage(started)
    delays.disable()
    expect(whole).toBe(false)
    expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(1.1 * 1024 * 1024)
    expect(user / 1000).toBeLessThan(400)
    expect(delays.max / 1e6).toBeLessThan(200)
  })
  it('keeps the newest, oldest first', async () => {
    const toLine = (text: string) => ({ text })
    expect(await readInTurns(['a', 'b', 'c'], toLine, 1)).toEqual({
      lines: [{ text: 'b' }, { text: 'c' }],
      whole: false,
    })
    expect(await readInTurns(['a', 'b'], toLine)).toEqual({ lines: [{ text: 'a' }, { text: 'b' }], whole: true })
  })
})

describe('parseLevel', () => {
  it.each([
    ['<3>kernel: I/O', 'error'],
    ['<30>systemd: started', 'info'],
    ['2026/11/21 06:39:00 [error] 12#12: *1 open() failed', 'error'],
    ['2026/11/21 06:39:00 [warn] 12#12: conflicting name', 'warn'],
    ['[Sat Nov 21 06:39:00 2026] [core:notice] [pid 1] AH00094', 'info'],
    ['{"level":"error","msg":"x"}', 'error'],
    ['{"level":40,"msg":"x"}', 'warn'],
    ['time="2026" level=warning msg="x"', 'warn'],
    ['2026-11-21 06:39:00 UTC [99] ERROR:  relation does not exist', 'error'],
    ['Nov 21 06:39:00 web app: WARNING disk', 'warn'],
    ['Nov 21 06:39:00 web sshd[1]: error: kex_exchange_identification', 'error'],
    ['Nov 21 06:39:00 web systemd[1]: x.service: Failed with result exit-code.', 'error'],
    ['1.2.3.4 - - [21/Nov/2026:06:39:00 +0000] "GET / HTTP/1.1" 502 150 "-" "curl"', 'error'],
    ['1.2.3.4 - - [21/Nov/2026:06:39:00 +0000] "GET / HTTP/1.1" 404 150', 'warn'],
    ['1.2.3.4 - - [21/Nov/2026:06:39:00 +0000] "GET / HTTP/1.1" 200 150', 'info'],
    ['DEBUG connecting', 'debug'],
    ['Nov 21 06:39:00 web cron[1]: job done, 0 errors', undefined],
    ['information about warnings', undefined],
  ])('%s', (line, level) => expect(parseLevel(line)).toBe(level))
})

describe('parseTime', () => {
  const local = (month: number, day: number, year = 2026) => new Date(year, month - 1, day, 6, 39, 0).getTime()
  it.each([
    ['2026-11-21T06:39:00.5Z x', Date.UTC(2026, 10, 21, 6, 39, 0, 500)],
    ['2026-11-21 06:39:00,123 +0300 x', Date.UTC(2026, 10, 21, 3, 39, 0, 123)],
    ['2026-11-21 06:39:00.123456 UTC [1] LOG', Date.UTC(2026, 10, 21, 6, 39, 0, 123)],
    ['a [21/Nov/2026:06:39:00 +0900] "GET', Date.UTC(2026, 10, 20, 21, 39, 0)],
    ['2026/11/21 06:39:00 [error]', local(11, 21)],
    ['Nov 21 06:39:00 web', local(11, 21)],
    ['<13>Nov  1 06:39:00 web', local(11, 1)],
    ['Dec 31 06:39:00 web', local(12, 31, 2025)],
    ['Foo 21 06:39:00 web', undefined],
    ['2026-99-99T06:39:00Z', undefined],
    ['nothing', undefined],
  ])('%s', (line, atMs) => expect(parseTime(line, NOW)).toBe(atMs))
})
