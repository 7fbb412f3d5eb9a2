import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../core/clock.ts'
import { parseJsonAnswer } from '../../../core/windows/answers.ts'
import type { ToolAnswer, WindowsTools } from '../../../core/windows/ask.ts'
import { catalog } from '../catalog/catalog.ts'
import { createNameIndex } from '../policy/names.ts'
import type { ProcessPass } from '../schema.ts'
import { toSeen } from '../view.ts'
import { createWindowsSource } from './windows.ts'
import { LOOK_SCRIPT, PASS_SCRIPT, parseAnswer, toCommandLine, toUser } from './windows-answers.ts'

const read = (name: string) => readFileSync(new URL(`../testdata/windows/${name}`, import.meta.url))
const SAID: ToolAnswer = { code: 0, stdout: read('powershell.json') }
const SILENT: ToolAnswer = { code: 0, stdout: Buffer.alloc(0) }

function open(answer: (file: string, args: readonly string[]) => ToolAnswer) {
  const asked: string[] = []
  const run = (file: string, args: readonly string[]) => {
    asked.push(`${file} ${args.join(' ')}`)
    return answer(file, args)
  }
  const tools: WindowsTools = { run: async (file, args) => run(file, args), runNow: run }
  const clock = createFakeClock(1_795_237_500_000)
  return { source: createWindowsSource({ clock, tools, cores: 4, memoryBytes: 8_000_000_000 }), clock, asked }
}
const onlyWmic = (file: string) => (file === 'wmic.exe' ? { code: 0, stdout: read('wmic-list.bin') } : SILENT)
const byPid = ({ processes }: ProcessPass) => new Map(processes.map((facts) => [facts.pid, facts]))

describe('PowerShell', () => {
  it('tells everything of a process', async () => {
    const pass = await open(() => SAID).source.pass()
    expect(pass).toMatchObject({ platform: 'windows', cores: 4, memoryTotalBytes: 8_000_000_000 })
    expect(byPid(pass).get(4100)).toEqual({
      pid: 4100,
      parentPid: 3000,
      startTime: 1_795_237_291_000_000,
      startedAtMs: 1_795_237_291_000,
      name: 'chrome.exe',
      exe: 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      commandLine: '"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe" --flag=a,b',
      user: 'OFFICE\\ann',
      state: 'unknown',
      kernel: false,
      memoryBytes: 300_000_000,
      memoryPercent: 3.75,
      threads: 4,
      readBytes: 1000,
      writtenBytes: 500,
      graphical: true,
      listens: [],
      connections: [
        {
          protocol: 'tcp',
          localAddress: '10.0.0.5',
          localPort: 50_100,
          remoteAddress: '93.184.216.34',
          remotePort: 443,
          scope: 'internet',
          direction: 'out',
        },
      ],
      connectionCount: 1,
      unseen: [],
    })
  })
  it('knows the kernel, accounts in any language, ports, and what is hidden', async () => {
    const facts = byPid(await open(() => SAID).source.pass())
    expect([0, 4, 100, 368].map((pid) => facts.get(pid)?.kernel)).toEqual([true, true, true, false])
    expect(facts.get(728)?.user).toBe('NT AUTHORITY\\SYSTEM')
    expect(facts.get(1200)?.user).toBe('Window Manager\\DWM-1')
    expect(facts.get(728)?.graphical).toBe(false)
    expect(facts.get(588)?.unseen).toEqual(['exe'])
    expect(facts.get(912)?.listens).toEqual([{ protocol: 'tcp', address: '0.0.0.0', port: 135, scope: 'public' }])
    expect(facts.get(2400)).toMatchObject({ listens: [{ scope: 'loopback' }], connections: [{ direction: 'in' }] })
    expect(facts.get(1010)?.listens).toMatchObject([{ protocol: 'udp', port: 5353 }])
    expect(facts.get(4)?.connections).toMatchObject([{ remoteAddress: 'fe80::2', scope: 'network' }])
  })
  it('hides secrets and control characters', async () => {
    const { commandLine } = byPid(await open(() => SAID).source.pass()).get(4200) ?? {}
    expect(commandLine).toBe('tool.exe --password ‹hidden› --name "a b" --token=‹hidden›')
    expect(toCommandLine('x.exe \u001b[2J')).toBe('x.exe \\x1b[2J')
  })
  it('counts since the look before, and from nothing what began since', async () => {
    const whole = parseJsonAnswer(SAID.stdout.toString()) as { processes: Record<string, unknown>[] }
    const { source, clock } = open(() => ({ code: 0, stdout: Buffer.from(JSON.stringify(whole)) }))
    expect((await source.pass()).processes.some(({ cpuPercentOfCore }) => cpuPercentOfCore !== undefined)).toBe(false)
    clock.advance(10_000)
    for (const row of whole.processes) {
      if (row['ProcessId'] === 4000) Object.assign(row, { UserModeTime: 52_000_000, ReadTransferCount: 11_000 })
      if (row['ProcessId'] === 0) Object.assign(row, { KernelModeTime: 999_000_000_000 })
    }
    whole.processes.push({ ...whole.processes.at(-1), ProcessId: 5000, StartMicros: 1_795_237_505_000_000 })
    const facts = byPid(await source.pass())
    expect(facts.get(4000)).toMatchObject({ cpuPercentOfCore: 50, cpuPercentOfMachine: 12.5, readBytesPerSecond: 1000 })
    expect(facts.get(4000)?.lastActiveAtMs).toBe(1_795_237_510_000)
    expect(facts.get(4100)).toMatchObject({ cpuPercentOfCore: 0, readBytesPerSecond: 0 })
    expect(facts.get(5000)?.cpuPercentOfCore).toBe(3)
    expect(facts.get(0)?.cpuPercentOfCore).toBeUndefined()
  })
  it('is asked in words that need no quoting', () => {
    for (const script of [PASS_SCRIPT, LOOK_SCRIPT]) expect(script).not.toMatch(/["#]/)
  })
})

describe('wmic, where PowerShell says nothing', () => {
  it('tells the same processes, but neither owners nor sockets', async () => {
    const said = byPid(await open(() => SAID).source.pass())
    const pass = await open(onlyWmic).source.pass()
    expect(pass.processes).toHaveLength(said.size)
    for (const facts of pass.processes) {
      const { user: _, ...other } = said.get(facts.pid) ?? facts
      const unseen = [...other.unseen, 'sockets']
      const differing = facts.pid === 4200 ? { commandLine: facts.commandLine } : {}
      expect(facts).toEqual({ ...other, ...differing, listens: [], connections: [], connectionCount: 0, unseen })
    }
    expect(pass.limits).toContainEqual({ what: 'sockets', count: 20, grant: { key: 'processes.limit.windows' } })
  })
  it('reads wine’s table, asked again for less', async () => {
    const { source, asked } = open((file, args) =>
      file !== 'wmic.exe' || args.some((arg) => arg.includes('CreationDate'))
        ? { ...SILENT, code: 255 }
        : { code: 0, stdout: read('wine-list.bin') },
    )
    const { processes } = await source.pass()
    expect(asked).toHaveLength(3)
    expect(processes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['services.exe', 'explorer.exe', 'wmic.exe']),
    )
    const own = processes.find(({ name }) => name === 'wmic.exe')
    expect(own?.commandLine).toContain('process get CommandLine,Name')
    expect(own).toMatchObject({ startTime: 0, unseen: expect.arrayContaining(['exe', 'io', 'sockets']) })
  })
})

describe('an empty answer is a failure', () => {
  it.each<[string, ToolAnswer]>([
    ['nothing', SILENT],
    ['no processes', { code: 0, stdout: Buffer.from('{"processes":[],"tcp":[]}') }],
    ['something else', { code: 0, stdout: Buffer.from('[1,{"processes":"x"}]') }],
    ['a failure with words', { code: 1, stdout: SAID.stdout }],
    ['half an answer', { code: 0, stdout: SAID.stdout.subarray(0, 5000) }],
  ])('%s', async (_, answer) => {
    const { source } = open(() => answer)
    await expect(source.pass()).rejects.toThrow('processes.windows-silent')
    expect(() => source.readOne(4)).toThrow('processes.windows-silent')
    expect(() => source.peek(4)).toThrow('processes.windows-silent')
  })
})

describe('one process, at once', () => {
  it('is one look a synchronous turn, with the sockets of the last pass', async () => {
    const { source, asked } = open(() => SAID)
    await source.pass()
    expect(source.readOne(2400)).toMatchObject({ name: 'postgres.exe', listens: [{ port: 5432 }] })
    expect(source.peek(2400)).toEqual({ startTime: 1_795_237_206_000_000, parentPid: 708, state: 'unknown' })
    expect(source.peek(99)).toBeUndefined()
    expect(asked).toHaveLength(2)
    await Promise.resolve()
    source.peek(2400)
    expect(asked).toHaveLength(3)
  })
})

it('never fails on rows of any form', () => {
  const values = [null, undefined, '', 'x', -1, 1.5, Number.NaN, 2 ** 70, [], {}, true]
  for (const value of values) {
    for (const key of ['ProcessId', 'Name', 'StartMicros', 'CreationDate', 'SessionId', 'Account', 'CommandLine']) {
      const row = { ProcessId: 1, Name: 'x', [key]: value }
      const socket = { LocalAddress: value, LocalPort: value, RemotePort: value, State: value, OwningProcess: value }
      expect(() => parseAnswer({ processes: [row], tcp: [socket], udp: [socket] })).not.toThrow()
      expect(() => parseAnswer({ processes: value, tcp: value })).not.toThrow()
    }
  }
})

it.each([
  ['NT-AUTORITÄT\\SYSTEM', 'S-1-5-18', 'NT AUTHORITY\\SYSTEM'],
  ['', 'S-1-5-20', 'NT AUTHORITY\\NETWORK SERVICE'],
  ['NT SERVICE\\MSSQLSERVER', 'S-1-5-80-1-2', 'NT SERVICE\\MSSQLSERVER'],
  ['OFFICE\\ann', 'S-1-5-21-1-2-3-1001', 'OFFICE\\ann'],
  ['OFFICE\\ann', undefined, 'OFFICE\\ann'],
  [null, null, undefined],
])('account %s with %s', (account, sid, user) => expect(toUser(account, sid)).toBe(user))

it('finds no danger in a stock Windows', async () => {
  const epoch = new Date(0).toISOString()
  const index = createNameIndex(catalog.map((entry) => ({ ...entry, created_at: epoch, updated_at: epoch })))
  const { processes } = await open(() => SAID).source.pass()
  const seen = processes.map((facts) => toSeen(facts, (name, kernel) => index.find(name, 'windows', kernel)))
  const dangers = seen.filter(({ judged }) => judged.verdict === 'danger')
  expect(dangers.map(({ facts, judged }) => [facts.name, judged.hits.map(({ id }) => id)])).toEqual([])
})
