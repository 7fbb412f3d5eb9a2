import { readFileSync } from 'node:fs'
import { Check, Value } from 'typebox/value'
import { afterAll, describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../core/clock.ts'
import { silentLog } from '../../../core/log/silent-log.ts'
import { createThreads } from '../../../core/threads.ts'
import type { ToolAnswer, WindowsTools } from '../../../core/windows/ask.ts'
import { hostConfigSchema } from '../config.ts'
import { type LogLines, logTailSchema } from '../schema.ts'
import { LOGS_SCRIPT, toEventsScript } from './events.ts'
import { createWindowsLogs } from './logs.ts'

const read = (name: string) => readFileSync(new URL(`../testdata/windows/${name}`, import.meta.url))
const SILENT: ToolAnswer = { code: 0, stdout: Buffer.alloc(0) }
const say = (value: unknown): ToolAnswer => ({ code: 0, stdout: Buffer.from(JSON.stringify(value)) })
const threads = createThreads()
afterAll(() => threads.close())

function open(answer: (file: string, words: string) => ToolAnswer) {
  const asked: string[] = []
  const runNow = (file: string, args: readonly string[]) => {
    asked.push(args.join(' '))
    return answer(file, args.join(' '))
  }
  const tools: WindowsTools = { run: async (file, args) => runNow(file, args), runNow }
  const clock = createFakeClock()
  const said: LogLines[] = []
  const config = Value.Parse(hostConfigSchema, Value.Default(hostConfigSchema, {}))
  const logs = createWindowsLogs({
    host: 'local',
    tools,
    context: { clock, log: silentLog, threads, config },
    say: (lines) => said.push(lines),
  })
  return { logs, clock, said, asked }
}
const byPowerShell = (file: string, words: string) => {
  if (file !== 'powershell.exe') return SILENT
  return words.includes('Win32_NTEventlogFile')
    ? say({
        logs: [
          { LogfileName: 'System', FileSize: 20_975_616 },
          { LogfileName: 'Security', FileSize: 1 },
        ],
      })
    : { code: 0, stdout: read('events.json') }
}
const signal = new AbortController().signal
const SYSTEM = 'eventlog/System'

describe('the Event Log, as documentation writes the answers', () => {
  it('has sources; who signed in is private', async () => {
    const sources = await open(byPowerShell).logs.sources()
    expect(sources).toEqual([
      {
        id: SYSTEM,
        kind: 'eventlog',
        private: false,
        topic: 'host.log:local:eventlog/System',
        readable: true,
        sizeBytes: 20_975_616,
      },
      expect.objectContaining({
        id: 'eventlog/Security',
        private: true,
        topic: expect.stringContaining('private-log'),
      }),
    ])
  })
  it('is read oldest first, on one line an event, without secrets', async () => {
    const tail = await open(byPowerShell).logs.tail({ source: SYSTEM, lines: 10, mayReadPrivate: false }, signal)
    expect(Check(logTailSchema, tail)).toBe(true)
    expect(tail.lines.map(({ level }) => level)).toEqual(['error', 'warn', 'error', 'info'])
    expect(tail.lines[2]).toEqual({
      text: 'Service Control Manager[7034]: The Shop service terminated unexpectedly. It has done this 3 time(s). password=‹hidden›',
      level: 'error',
      atMs: 1_795_237_294_000,
    })
    expect(tail.fromStart).toBe(true)
  })
  it('is read by wmic where PowerShell says nothing, of the last day', async () => {
    const { logs, asked } = open((file) =>
      file === 'wmic.exe' ? { code: 0, stdout: read('wmic-events.bin') } : SILENT,
    )
    const { lines } = await logs.tail({ source: SYSTEM, mayReadPrivate: false }, signal)
    expect(lines).toEqual([
      {
        text: 'Service Control Manager[7034]: The Shop service terminated unexpectedly.',
        level: 'error',
        atMs: Date.UTC(2026, 10, 21, 4, 41, 34),
      },
      expect.objectContaining({ level: 'info', atMs: Date.UTC(2026, 10, 21, 4, 41, 35) }),
    ])
    expect(asked.at(-1)).toMatch(/where LogFile='System' and TimeGenerated>'\d{14}\.000000\+000'/)
  })
  it('is empty only when Windows says so', async () => {
    const { logs } = open(() => say({ events: [], empty: true }))
    expect((await logs.tail({ source: SYSTEM, mayReadPrivate: false }, signal)).lines).toEqual([])
  })
  it.each<[string, ToolAnswer, string]>([
    ['nothing', SILENT, 'host.windows-silent'],
    ['no events, and not that there are none', say({ events: [] }), 'host.windows-silent'],
    ['a failure', { code: 1, stdout: read('events.json') }, 'host.windows-silent'],
    ['that there is no such log', say({ missing: true }), 'host.log-missing'],
    ['that it is not for this account', say({ denied: true }), 'host.log-unreadable'],
  ])('saying %s is no empty list', async (_, answer, code) => {
    const { logs } = open(() => answer)
    await expect(logs.tail({ source: SYSTEM, mayReadPrivate: false }, signal)).rejects.toThrow(code)
    if (code === 'host.windows-silent') await expect(logs.sources()).rejects.toThrow(code)
  })
  it.each([
    ['eventlog/Security', 'host.log-private'],
    ['eventlog/Microsoft-Windows-PowerShell/Operational', 'host.log-private'],
    ["eventlog/x' -or '1", 'host.log-outside'],
    ['C:\\secret.log', 'host.log-outside'],
    ['journal', 'host.log-outside'],
  ])('a viewer does not get %s', async (source, code) => {
    const { logs, asked } = open(byPowerShell)
    await expect(logs.tail({ source, mayReadPrivate: false }, signal)).rejects.toThrow(code)
    expect(asked).toEqual([])
  })
  it('is searched', async () => {
    const { logs } = open(byPowerShell)
    const found = await logs.search({ source: SYSTEM, q: 'SHOP', mayReadPrivate: false }, signal)
    expect(found.lines.map(({ text }) => text)).toEqual([expect.stringContaining('The Shop service')])
    await expect(logs.search({ source: SYSTEM, q: '(', regex: true, mayReadPrivate: false }, signal)).rejects.toThrow(
      'host.log-pattern-invalid',
    )
  })
  it('is followed on a lease: only what is new', async () => {
    const events = (JSON.parse(read('events.json').toString()) as { events: { r: number }[] }).events
    let newest = 4711
    const { logs, clock, said, asked } = open(() => say({ events: events.filter(({ r }) => r <= newest) }))
    await logs.follow({ source: SYSTEM, forMs: 30_000 }, signal)
    newest = 4713
    clock.advance(5000)
    await expect.poll(() => said.length).toBe(1)
    expect(said[0]).toMatchObject({ source: SYSTEM, lines: [{}, {}] })
    clock.advance(5000)
    clock.advance(30_000)
    const before = asked.length
    clock.advance(30_000)
    expect(asked.length).toBe(before)
    logs.stop()
  })
  it('is asked for in words that need no quoting', () => {
    expect(LOGS_SCRIPT + toEventsScript('System', 5)).not.toMatch(/["#]/)
  })
})
