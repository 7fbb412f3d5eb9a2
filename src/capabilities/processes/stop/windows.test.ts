import { describe, expect, it } from 'vitest'
import type { ToolAnswer, WindowsTools } from '../../../core/windows/ask.ts'
import { judge } from '../rules/verdict.ts'
import type { ProcessFacts } from '../schema.ts'
import { makeFacts, makeKnown } from '../testing/facts.ts'
import { guard } from './guard.ts'
import type { StopPolicy } from './schema.ts'
import { createWindowsKill, isAlive } from './windows.ts'

const KNOWN: StopPolicy = { known: true, isSystem: false, terminatable: true, from: 'known', state: 'fresh' }
const UNKNOWN: StopPolicy = { ...KNOWN, known: false, from: 'unknown' }
const SYSTEM: StopPolicy = { ...KNOWN, isSystem: true, terminatable: false }
const SYSTEM32 = 'C:\\Windows\\System32\\'

/** A program ann started from her desktop. */
const makeWindowsFacts = (more: Partial<ProcessFacts>): ProcessFacts => {
  const {
    uid: _,
    executable: __,
    ...facts
  } = makeFacts({
    parentPid: 3000,
    name: 'notepad.exe',
    exe: `${SYSTEM32}notepad.exe`,
    user: 'OFFICE\\ann',
    graphical: true,
    ...more,
  })
  return facts
}
const ask = (facts: ProcessFacts, policy: StopPolicy, role: 'operator' | 'admin') => {
  const known = policy.known ? makeKnown(facts.name, policy.isSystem) : undefined
  const answer = guard({
    facts,
    judged: judge({ facts, known }),
    policy,
    actor: { kind: 'user', role },
    own: new Set([77]),
  })
  return answer.refusals.map(({ key }) => key.replace('processes.stop.refusal.', '')).join(' ') || 'may'
}

describe('on Windows', () => {
  it.each<[string, string, Partial<ProcessFacts>, StopPolicy?]>([
    ['a child of explorer.exe', 'may', {}],
    ['a program of the session', 'may', { parentPid: 9, exe: 'C:\\Program Files\\Tool\\tool.exe', name: 'tool.exe' }],
    ['a name nobody knows', 'may', { name: 'tool.exe', exe: 'C:\\Program Files\\Tool\\tool.exe' }, UNKNOWN],
    [
      'a service’s name in a folder of downloads',
      'may',
      { name: 'svchost.exe', exe: 'C:\\Users\\ann\\Downloads\\svchost.exe' },
      UNKNOWN,
    ],
    ['PID 0', 'kernel-process', { pid: 0, name: 'System Idle Process' }],
    ['PID 4', 'kernel-process', { pid: 4, name: 'System' }],
    ['who does not say since when', 'no-start', { startTime: 0 }],
    ['session 0', 'session-zero', { graphical: false }],
    ['SYSTEM', 'system-account', { user: 'NT AUTHORITY\\SYSTEM' }],
    ['LOCAL SERVICE', 'system-account', { user: 'NT AUTHORITY\\LOCAL SERVICE' }],
    ['NETWORK SERVICE', 'system-account', { user: 'NT AUTHORITY\\NETWORK SERVICE' }],
    ['the window manager', 'system-account', { user: 'Window Manager\\DWM-1', name: 'dwm.exe' }],
    ['svchost', 'core-program', { name: 'svchost.exe', exe: `${SYSTEM32}svchost.exe` }],
    ['svchost, in other letters', 'core-program', { name: 'SvcHost.EXE', exe: 'c:\\windows\\system32\\SvcHost.EXE' }],
    ['a core program whose path is hidden', 'core-program', { name: 'csrss.exe', exe: '' }],
    ['the desktop itself', 'core-program', { name: 'explorer.exe', exe: 'C:\\Windows\\explorer.exe' }],
    ['danger of SYSTEM', 'system-account', { user: 'NT AUTHORITY\\SYSTEM', exe: 'C:\\Users\\Public\\x.exe' }, UNKNOWN],
    ['danger in session 0', 'session-zero', { graphical: false, exe: 'C:\\Windows\\Temp\\x.exe' }, UNKNOWN],
    ['somebody Windows does not name', 'daemon', { user: '' }],
    ['is_system', 'system', {}, SYSTEM],
    ['Vedette itself', 'own', { pid: 77 }],
  ])('%s: %s', (_, expected, more, policy = KNOWN) => {
    const { exe, user, ...facts } = makeWindowsFacts(more)
    const told = { ...facts, ...(exe ? { exe } : {}), ...(user ? { user } : {}) }
    expect(ask(told, policy, 'admin')).toBe(expected)
  })
  it('leaves what is known to an operator, and danger to an admin', () => {
    expect(ask(makeWindowsFacts({}), KNOWN, 'operator')).toBe('may')
    expect(ask(makeWindowsFacts({ exe: 'C:\\Users\\ann\\Downloads\\svchost.exe' }), KNOWN, 'operator')).toBe('admin')
  })
  it('says nothing of Linux', () => expect(ask(makeFacts({ pid: 4, tty: 'pts/0' }), KNOWN, 'operator')).toBe('may'))
})

describe('taskkill', () => {
  const START = 1_795_237_290_000_000
  function open(answers: Readonly<Record<string, Partial<ToolAnswer>>>, alive = true) {
    const asked: string[] = []
    const runNow = (file: string, args: readonly string[]): ToolAnswer => {
      asked.push(file === 'taskkill.exe' ? `${file} ${args.join(' ')}` : (args.at(-1) ?? ''))
      return { code: 0, stdout: Buffer.alloc(0), ...answers[file] }
    }
    const tools: WindowsTools = { run: async (file, args) => runNow(file, args), runNow }
    return { kill: createWindowsKill(tools, () => alive), asked }
  }
  const saying = (text: string) => ({ 'powershell.exe': { stdout: Buffer.from(`${text}\r\n`) } })

  it('is sent while a handle keeps the pid, softly and hard', () => {
    const { kill, asked } = open(saying('sent'))
    kill(4000, 'SIGTERM', START)
    kill(4000, 'SIGKILL', START)
    expect(asked).toHaveLength(2)
    expect(asked[0]).toContain(`-${START}) -gt 1000`)
    expect(asked[0]).toContain('taskkill.exe /PID 4000')
    expect(asked[1]).toContain('taskkill.exe /F /PID 4000')
    expect(asked[0]?.indexOf('.Handle')).toBeLessThan(asked[0]?.indexOf('taskkill') ?? 0)
    expect(asked.join('')).not.toContain('"')
  })
  it('is sent alone where PowerShell says nothing', () => {
    const { kill, asked } = open({})
    kill(4000, 'SIGTERM', START)
    kill(4000, 'SIGKILL', START)
    expect(asked.filter((line) => line.startsWith('taskkill'))).toEqual([
      'taskkill.exe /PID 4000',
      'taskkill.exe /F /PID 4000',
    ])
  })
  it.each(['gone', 'other'])('is not sent to what is %s', (word) => {
    const { kill, asked } = open(saying(word))
    expect(() => kill(4000, 'SIGKILL', START)).toThrow(expect.objectContaining({ code: 'ESRCH' }))
    expect(asked).toHaveLength(1)
  })
  it('leaves what has no window its time, and says when it must not be stopped hard', () => {
    const { kill } = open(saying('refused'))
    expect(() => kill(4000, 'SIGTERM', START)).not.toThrow()
    expect(() => kill(4000, 'SIGKILL', START)).toThrow(expect.objectContaining({ code: 'EPERM' }))
    const ended = open({ 'taskkill.exe': { code: 128 } }, false)
    expect(() => ended.kill(4000, 'SIGTERM', START)).toThrow(expect.objectContaining({ code: 'ESRCH' }))
  })
  it('knows who is alive', () => {
    expect(isAlive(process.pid)).toBe(true)
    expect(isAlive(2 ** 22 + 1)).toBe(false)
  })
})
