import { describe, expect, it } from 'vitest'
import { decodeAnswer, parseCimTime, parseJsonAnswer, parseWmic, toCount, toRows } from './answers.ts'
import { askPowerShell, askWmic, createWindowsTools, type WindowsTools } from './ask.ts'

describe('wmic', () => {
  const list =
    '\r\r\n\r\r\nCommandLine=a=b, "c,d"\r\r\nProcessId=4\r\r\n\r\r\n\r\r\nCommandLine=\r\r\nProcessId=8\r\r\n\r\r\n'
  it.each<[string, string, readonly string[], unknown]>([
    [
      'blocks',
      list,
      ['ProcessId', 'CommandLine'],
      [
        { CommandLine: 'a=b, "c,d"', ProcessId: '4' },
        { CommandLine: '', ProcessId: '8' },
      ],
    ],
    ['names in letters of its own', 'PROCESSID=4\r\n', ['ProcessId'], [{ ProcessId: '4' }]],
    [
      'a table',
      'Name      ProcessID  \r\r\na b.exe   4          \r\r\nc.exe     8\r\r\n',
      ['ProcessId', 'Name'],
      [
        { Name: 'a b.exe', ProcessId: '4' },
        { Name: 'c.exe', ProcessId: '8' },
      ],
    ],
    [
      'a table whose names touch',
      'Name NumberOfLogicalProcessorsTotal\nVM   2                        5\n',
      ['Name', 'Total', 'NumberOfLogicalProcessors'],
      [{ Name: 'VM', NumberOfLogicalProcessors: '2', Total: '5' }],
    ],
    ['nothing', '', ['Name'], []],
    ['empty lines', '\r\r\n \r\r\n', ['Name'], []],
    ['words instead of an answer', 'Node - PC\r\nERROR:\r\nDescription = Invalid query', ['Name'], []],
    ['a table of something else', 'Name  Other\nx  y', ['Name'], []],
    ['a table without rows', 'Name  ProcessId\r\n', ['Name', 'ProcessId'], []],
  ])('%s', (_, text, properties, rows) => expect(parseWmic(text, properties)).toEqual(rows))
})

describe('text', () => {
  it.each([
    ['UTF-16 with a mark', Buffer.from('\ufeffпривет', 'utf16le'), 'привет'],
    ['UTF-16 without', Buffer.from('Name', 'utf16le'), 'Name'],
    ['UTF-8 with a mark', Buffer.from('\ufeff{}'), '{}'],
    ['UTF-8', Buffer.from('이름'), '이름'],
    ['nothing', Buffer.alloc(0), ''],
  ])('%s', (_, bytes, text) => expect(decodeAnswer(bytes)).toBe(text))
  it.each<[unknown, number | undefined]>([
    ['20261121083515.361000+000', Date.UTC(2026, 10, 21, 8, 35, 15) * 1000 + 361_000],
    ['20261121173515.361001+540', Date.UTC(2026, 10, 21, 8, 35, 15) * 1000 + 361_001],
    ['20261121033515.000000-300', Date.UTC(2026, 10, 21, 8, 35, 15) * 1000],
    ['20261121083519.207000+00', Date.UTC(2026, 10, 21, 8, 35, 19) * 1000 + 207_000],
    ['20261321083515.361000+000', undefined],
    ['********083515.361000+000', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('time %s', (text, micros) => expect(parseCimTime(text)).toBe(micros))
  it.each<[unknown, number | undefined]>([
    ['12', 12],
    [12, 12],
    ['', undefined],
    ['x', undefined],
    [-1, undefined],
    [null, undefined],
  ])('count %s', (value, count) => expect(toCount(value)).toBe(count))
  it('takes one for a list of one, and nothing that is no row', () => {
    expect(toRows({ a: 1 })).toEqual([{ a: 1 }])
    expect(toRows([{ a: 1 }, 2, null, [3]])).toEqual([{ a: 1 }])
    expect(toRows('x')).toEqual([])
    expect(parseJsonAnswer('{"half":')).toBeUndefined()
    expect(parseJsonAnswer('')).toBeUndefined()
  })
})

it('never fails, wherever an answer ends and whatever is in it', () => {
  const whole = Buffer.from('\ufeffName   ProcessID\r\na.exe  4\r\nName=x\r\r\n', 'utf16le')
  for (let cut = 0; cut <= whole.length; cut++) {
    for (const bytes of [whole.subarray(0, cut), whole.subarray(cut), Buffer.from(whole).fill(cut & 255, 0, cut)]) {
      const text = decodeAnswer(bytes)
      expect(Array.isArray(parseWmic(text, ['Name', 'ProcessId']))).toBe(true)
      toRows(parseJsonAnswer(text))
    }
  }
})

describe('asking', () => {
  const saying = (answers: Readonly<Record<string, string>>, code = 0): WindowsTools => {
    const run = (file: string, args: readonly string[]) => ({
      code,
      stdout: Buffer.from(answers[args.find((arg) => answers[arg] !== undefined) ?? file] ?? ''),
    })
    return { run: async (file, args) => run(file, args), runNow: run }
  }
  const questions = [
    { what: ['process'], properties: ['Name', 'New'] },
    { what: ['process'], properties: ['Name'] },
  ]
  it('takes the first question that is answered', async () => {
    expect(await askWmic(saying({ Name: 'Name=a\r\r\n' }), questions, 1)).toEqual([{ Name: 'a' }])
    expect(await askWmic(saying({}), questions, 1)).toEqual([])
    expect(await askWmic(saying({ Name: 'Name=a\r\r\n' }, 255), questions, 1)).toEqual([])
  })
  it('takes silence and a failure for no answer', async () => {
    expect(await askPowerShell(saying({ 'powershell.exe': '{"a":1}' }), '1', 1)).toEqual({ a: 1 })
    expect(await askPowerShell(saying({}), '1', 1)).toBeUndefined()
    expect(await askPowerShell(saying({ 'powershell.exe': '{"a":1}' }, 1), '1', 1)).toBeUndefined()
  })
  it('runs real programs, and ends those that take too long', async () => {
    const tools = createWindowsTools()
    const script = ['-e', 'process.stdin.on("end",()=>process.stdout.write("{}")).resume()']
    expect(await tools.run(process.execPath, script, 20_000)).toMatchObject({ code: 0, stdout: Buffer.from('{}') })
    const endless = ['-e', 'setInterval(() => undefined, 1000)']
    expect(await tools.run(process.execPath, endless, 50)).toMatchObject({ code: -1 })
    expect(tools.runNow(process.execPath, endless, 50)).toMatchObject({ code: -1 })
    expect(await tools.run('no-such-program.exe', [], 50)).toMatchObject({ code: -1 })
    expect(tools.runNow('no-such-program.exe', [], 50)).toMatchObject({ code: -1 })
  })
})
