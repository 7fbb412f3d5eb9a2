import { readFileSync } from 'node:fs'
import { Check } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../../core/clock.ts'
import type { ToolAnswer, WindowsTools } from '../../../core/windows/ask.ts'
import { serviceListSchema } from '../schema.ts'
import { parseServices, SERVICES_SCRIPT, toListed } from './service-answers.ts'
import { createWindowsServices } from './services.ts'

const read = (name: string) => readFileSync(new URL(`../testdata/windows/${name}`, import.meta.url))
const SILENT: ToolAnswer = { code: 0, stdout: Buffer.alloc(0) }
const say = (value: unknown): ToolAnswer => ({ code: 0, stdout: Buffer.from(JSON.stringify(value)) })
type Answer = (file: string, words: string) => ToolAnswer

function open(answer: Answer, ownPids: readonly number[] = []) {
  const asked: string[] = []
  const runNow = (file: string, args: readonly string[]): ToolAnswer => {
    asked.push(`${file} ${args.join(' ')}`)
    return answer(file, args.join(' '))
  }
  const tools: WindowsTools = { run: async (file, args) => runNow(file, args), runNow }
  const services = createWindowsServices({
    host: 'local',
    tools,
    clock: systemClock,
    configured: ['spooler', 'Shop', 'nginx'],
    timeoutMs: 1000,
    actionTimeoutMs: 1000,
    ownPids,
  })
  return { services, asked }
}
/** A machine in PowerShell's words: the document, with what was done to it. */
function openMachine(refusal?: string) {
  const { services: rows } = JSON.parse(read('services.json').toString()) as { services: Record<string, unknown>[] }
  const find = (name: string) => rows.find((row) => row['Name'] === name)
  const act = (verb: string, name: string): ToolAnswer => {
    if (refusal) return say({ ok: false, reason: refusal })
    Object.assign(find(name) ?? {}, { State: verb === 'Stop' ? 'Stopped' : 'Running', ExitCode: 0 })
    return say({ ok: true })
  }
  return open((file, words) => {
    if (file !== 'powershell.exe') return { ...SILENT, code: 255 }
    const [, verb, name = ''] = /(Start|Stop|Restart)-Service(?: -Force)? -Name '([^']+)'/.exec(words) ?? []
    if (verb) return act(verb, name)
    const dependents = words.includes("'Spooler'") ? [{ name: 'Fax' }] : []
    return say(words.includes('DependentServices') ? { dependents } : { services: rows })
  })
}

const keys = (texts: readonly { key: string }[]) => texts.map(({ key }) => key.replace('host.plan.', ''))

describe('services of Windows, as documentation writes the answers', () => {
  it('are listed by PowerShell: configured first, then what failed, then what runs', async () => {
    const { services } = open((file) =>
      file === 'powershell.exe' ? { code: 0, stdout: read('services.json') } : SILENT,
    )
    const list = await services.list('shown')
    expect(Check(serviceListSchema, list)).toBe(true)
    expect(list.manager).toBe('windows')
    expect(list.services.map(({ name, state, source }) => `${name} ${source} ${state}`)).toEqual([
      'spooler unit active',
      'Shop unit failed',
      'nginx nothing inactive',
      'MSSQLSERVER unit idle',
      'RpcSs unit active',
      'sshd unit active',
      'wuauserv unit changing',
    ])
    expect(list.services[0]).toMatchObject({
      unit: 'Spooler',
      description: 'Print Spooler',
      enabled: 'auto',
      sinceMs: 1_795_237_290_123,
      main: { pid: 2164, startTime: 1_795_237_290_123_456 },
      verbs: ['restart', 'stop'],
    })
    expect(list.services[1]).toMatchObject({ result: 'exit code 1067', verbs: ['start'] })
    expect((await services.list('all')).services.map(({ name }) => name)).toContain('RemoteRegistry')
  })
  it('are listed by wmic where PowerShell says nothing', async () => {
    const { services } = open((file) => (file === 'wmic.exe' ? { code: 0, stdout: read('wmic-services.bin') } : SILENT))
    const { services: list } = await services.list('all')
    expect(list.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'spooler active',
      'Shop failed',
      'nginx inactive',
    ])
    // wmic tells no start: a pid alone names no process.
    expect(list[0]?.main).toBeUndefined()
  })
  it.each<[string, Answer]>([
    ['nothing', () => SILENT],
    ['an empty list', () => say({ services: [] })],
    ['no names', () => say({ services: [{ State: 'Running' }] })],
    ['a failure', () => ({ code: 1, stdout: read('services.json') })],
    ['half an answer', () => ({ code: 0, stdout: read('services.json').subarray(0, 500) })],
  ])('%s is a failure, never an empty list', async (_, answer) => {
    const { services } = open(answer)
    await expect(services.list('all')).rejects.toThrow('host.windows-silent')
    await expect(services.plan({ name: 'Spooler', verb: 'stop' })).rejects.toThrow('host.windows-silent')
  })
  it('never fails on rows of any form', () => {
    for (const value of [null, '', -1, 2 ** 70, [], {}, true, 'x']) {
      const [found] = parseServices({
        services: [
          { Name: 'a', State: 'Running', ProcessId: value, ExitCode: value, StartMicros: value, AcceptStop: value },
        ],
      }) ?? [undefined]
      if (!found) throw new Error('there was a service in it')
      const services = [toListed('a', found, true)]
      expect(Check(serviceListSchema, { atMs: 1, manager: 'windows', services })).toBe(true)
    }
  })
  it('are asked for in words that need no quoting', () => expect(SERVICES_SCRIPT).not.toMatch(/["#]/))
})

describe('acting on a service of Windows', () => {
  it('is planned with what stops too, and done as planned', async () => {
    const { services, asked } = openMachine()
    const plan = await services.plan({ name: 'spooler', verb: 'stop' })
    expect(plan).toMatchObject({ target: 'Spooler', typeToConfirm: 'Spooler', refusals: [] })
    expect(keys(plan.consequences)).toEqual(['consequence.dependents-stop', 'consequence.starts-at-boot'])
    expect(plan.steps[0]?.params).toEqual({ command: "Stop-Service -Force -Name 'Spooler'" })
    const order = { name: 'spooler', verb: 'stop', digest: plan.digest } as const
    const signal = new AbortController().signal
    expect(await services.apply(order, signal)).toMatchObject({ service: { name: 'spooler', state: 'inactive' } })
    expect(asked.join('\n')).not.toContain('"')
    // It is not what the plan was made for any more.
    await expect(services.apply(order, signal)).rejects.toThrow('host.service-refused')
    const start = await services.plan({ name: 'spooler', verb: 'start' })
    expect(await services.apply({ name: 'spooler', verb: 'start', digest: start.digest }, signal)).toMatchObject({
      service: { state: 'active' },
    })
  })
  it('says what Windows said, when it says no', async () => {
    const { services } = openMachine('Access is denied')
    const { digest } = await services.plan({ name: 'Spooler', verb: 'restart' })
    const done = services.apply({ name: 'Spooler', verb: 'restart', digest }, new AbortController().signal)
    await expect(done).rejects.toMatchObject({ code: 'host.service-failed', params: { reason: 'Access is denied' } })
  })
  it.each([
    ['RpcSs', 'stop', 'refusal.protected refusal.windows-keeps'],
    ['RpcSs', 'start', 'refusal.already-active'],
    ['RemoteRegistry', 'start', 'refusal.windows-disabled'],
    ['MapsBroker', 'stop', 'refusal.already-inactive'],
    ['Spooler', 'reset-failed', 'refusal.not-failed'],
    ['MSSQLSERVER', 'stop', 'refusal.own'],
    ['nginx', 'start', 'refusal.windows-unknown'],
    ["x' ; Stop-Computer; '", 'stop', 'refusal.windows-unknown'],
  ] as const)('%s is not to %s: %s', async (name, verb, expected) => {
    const { services, asked } = open(
      (file) => (file === 'powershell.exe' ? { code: 0, stdout: read('services.json') } : SILENT),
      [4100],
    )
    expect(keys((await services.plan({ name, verb })).refusals).join(' ')).toBe(expected)
    expect(asked.join('\n')).not.toContain('Stop-Computer')
  })
  it('warns whoever would saw off the branch', async () => {
    const plan = await openMachine().services.plan({ name: 'sshd', verb: 'stop' })
    expect([keys(plan.consequences)[0], plan.typeToConfirm]).toEqual(['consequence.windows-remote', 'sshd'])
  })
  it('goes through wmic where PowerShell says nothing, and believes only a return value', async () => {
    let state = 'Running'
    const value = { said: 'ReturnValue = 0;' }
    const { services, asked } = open((file, words) => {
      if (file !== 'wmic.exe') return SILENT
      if (!words.includes(' call ')) {
        const text = read('wmic-services.bin').toString().replace('State=Running', `State=${state}`)
        return { code: 0, stdout: Buffer.from(text) }
      }
      if (value.said.includes('= 0')) state = 'Stopped'
      return { code: 0, stdout: Buffer.from(`Executing (\\\\PC\\ROOT)->StopService()\r\n${value.said}\r\n`) }
    })
    const signal = new AbortController().signal
    const stop = async () => {
      const { digest } = await services.plan({ name: 'Spooler', verb: 'stop' })
      return services.apply({ name: 'Spooler', verb: 'stop', digest }, signal)
    }
    value.said = 'ReturnValue = 2;'
    await expect(stop()).rejects.toMatchObject({ params: { reason: 'Win32_Service.StopService: 2' } })
    value.said = ''
    await expect(stop()).rejects.toThrow('host.windows-silent')
    value.said = 'ReturnValue = 0;'
    expect(await stop()).toMatchObject({ service: { state: 'inactive' } })
    expect(asked).toContain("wmic.exe path Win32_Service where Name='Spooler' call StopService")
  })
})

it('lists what wine has, as its wmic was recorded', async () => {
  const { services } = open((file, words) =>
    file === 'wmic.exe' && !words.includes('AcceptStop')
      ? { code: 0, stdout: read('wine-services.bin') }
      : { ...SILENT, code: 1 },
  )
  const { services: list } = await services.list('all')
  expect(list.find(({ name }) => name === 'Eventlog')).toMatchObject({ state: 'active', enabled: 'auto' })
  expect(list.filter(({ source }) => source === 'unit').length).toBeGreaterThan(5)
})
