/** The commands as a person types them, beside no running console: the real program on a fresh data folder. */
import { spawnSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { freshDataDir } from '../../../test/parts/store.ts'
import type { CommandIo } from '../../core/capability.ts'
import { askPassword } from './ask-password.ts'
import { parseSpan, toTable } from './cli-words.ts'

const PROGRAM = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const PASSWORD = 'correct horse battery'
const dataDir = freshDataDir()

function vedette(args: string, input = '') {
  const { PATH = '' } = process.env
  const words = [PROGRAM, ...args.split(' '), '--data', dataDir]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    input,
    cwd: dataDir,
    env: { PATH, LANG: 'C.UTF-8', TZ: 'UTC' },
    encoding: 'utf8',
  })
  return { status, out: stdout.trimEnd(), err: stderr.trimEnd() }
}
const json = (args: string) => JSON.parse(vedette(`${args} --json`).out)

describe('people', () => {
  beforeAll(() => {
    expect(vedette('user add anna --role admin --password-stdin', `${PASSWORD}\nsecond line`)).toEqual({
      status: 0,
      out: 'anna was added as admin.',
      err: '',
    })
  })
  test('are added, listed, changed and shut out', () => {
    expect(vedette('user add boris', PASSWORD).out).toBe('boris was added as viewer.')
    expect(vedette('user role boris operator').out).toBe('boris is operator now.')
    expect(vedette('user disable boris').status).toBe(0)
    expect(json('user list').users).toMatchObject([
      { name: 'anna', role: 'admin', disabled: false },
      { name: 'boris', role: 'operator', disabled: true },
    ])
    expect(vedette('user enable boris').status).toBe(0)
    expect(vedette('user passwd boris', 'another long one').out).toContain('new password')
    const [head, anna] = vedette('user list').out.split('\n')
    expect(head?.indexOf('ROLE')).toBe(anna?.indexOf('admin'))
  })
  test.each([
    ['user add', 2, 'user add NAME'],
    ['user add a b', 2, 'user add NAME'],
    ['user add x --foo', 2, "Unknown option '--foo'"],
    ['user add x --role king', 2, 'There is no role “king”'],
    ['user add x --password-stdin', 2, 'No password came in'],
    ['user disable nobody', 4, 'There is no user “nobody”'],
    ['user disable anna', 3, 'only admin left'],
    ['user role anna viewer', 3, 'only admin left'],
    ['token add --role viewer --expires soon', 2, '“soon” is no span of time'],
    ['token add --owner nobody', 4, 'There is no user “nobody”'],
    ['token revoke nothing', 4, 'There is no token nothing'],
    ['audit list --outcome maybe', 2, '“maybe” does not fit here'],
    ['audit list --limit 0', 2, '“0” does not fit here'],
    ['audit export --format xml', 2, '“xml” does not fit here'],
    ['backup', 2, 'backup FILE'],
  ])('%s ends with %i and one clear line', (args, status, said) => {
    const answer = vedette(args)
    expect(answer).toMatchObject({ status, out: '' })
    expect(answer.err).toContain(said)
    expect(answer.err.split('\n').length).toBe(1)
  })
  test('are refused a bad password in one line', () => {
    expect(vedette('user add carl', 'short')).toEqual({
      status: 2,
      out: '',
      err: 'vedette: The password needs at least 10 characters.',
    })
  })
})

describe('tokens', () => {
  test('are the only thing on standard output, and end', () => {
    const made = vedette('token add --role operator --name ci --capability host,findings --expires 90d')
    expect(made.out).toMatch(/^vdt_[\w-]{43}$/)
    expect(made.err).toContain('“ci” with the role operator')
    const [token] = json('token list').tokens
    expect(token).toMatchObject({ name: 'ci', role: 'operator', capabilities: ['host', 'findings'] })
    expect(token.expiresMs - token.createdMs).toBeCloseTo(90 * 86_400_000, -4)
    expect(vedette('token list').out).not.toContain(made.out)
    expect(vedette(`token revoke ${token.id.slice(0, 8)}`).status).toBe(0)
    expect(vedette('token list').out).toBe('There are no tokens.')
  })
})

describe('the audit', () => {
  test('has what the commands did, by the user of the machine', () => {
    const { rows } = json('audit list --action accounts.')
    expect(rows.at(-1)).toMatchObject({
      seq: 1,
      who: { kind: 'system', id: 'cli' },
      from: 'cli',
      action: 'accounts.user-add',
      target: 'anna',
      outcome: 'done',
      details: { role: 'admin' },
    })
    expect(rows.some((row: { outcome: string }) => row.outcome === 'refused')).toBe(true)
    expect(JSON.stringify(rows)).not.toContain(PASSWORD)
    expect(vedette('audit list --text anna --since 1h').out).toContain('(cli)  local  accounts.user-add  anna  done')
    expect(vedette('audit export --format csv --outcome refused').out.split('\n')[0]).toContain('seq,time,who')
  })
  test('is checked, and a cut head file is told', () => {
    expect(vedette('audit verify')).toMatchObject({ status: 0, out: expect.stringContaining('The audit is whole') })
    const head = join(dataDir, 'audit.head')
    const lines = readFileSync(head, 'utf8')
    writeFileSync(head, `${lines}9999 ${'a'.repeat(64)}\n`)
    const answer = vedette('audit verify')
    expect(answer.status).toBe(1)
    expect(answer.out).toMatch(/The newest rows, \d+ to 9,?999, were cut off\./)
    writeFileSync(head, lines)
    expect(json('audit verify')).toMatchObject({ ok: true })
  })
})

describe('a backup', () => {
  test('is written once, readable by its owner, and says where the keys are', () => {
    const file = join(dataDir, 'x.backup')
    const answer = vedette(`backup ${file}`)
    expect(answer).toMatchObject({ status: 0, out: expect.stringContaining('The keys are not in it') })
    expect(statSync(file).mode & 0o077).toBe(0)
    expect(vedette(`backup ${file}`).status).toBe(3)
    expect(vedette(`backup ${file}.2 --with-key`).out).toContain('The keys are in it')
    expect(json('audit list --action accounts.backup').rows.length).toBe(3)
  })
})

describe('words', () => {
  test.each([
    ['30m', 1_800_000],
    ['24h', 86_400_000],
    ['90d', 7_776_000_000],
    ['2w', 1_209_600_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseSpan(text)).toBe(ms)
  })
  test.each(['', '0d', '-1d', '1', 'd', '1y', '1.5d', '9999999d'])('%j is no span', (text) => {
    expect(() => parseSpan(text)).toThrow(expect.objectContaining({ code: 'accounts.expiry-invalid' }))
  })
  test('tables stand straight in every script', () => {
    expect(
      toTable([
        ['이름', 'b'],
        ['anna', 'c'],
      ]),
    ).toBe('이름  b\nanna  c')
  })
})

describe('a password', () => {
  const io = { say: ({ key }: { key: string }) => key } as CommandIo
  /** A terminal on which somebody types. */
  function createTerminal() {
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input })
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 })
    let shown = ''
    const waiting: (() => void)[] = []
    output.on('data', (chunk: Buffer) => {
      shown += chunk.toString()
      for (const look of waiting) look()
    })
    const saw = (text: string) =>
      new Promise<void>((resolve) => {
        const look = () => shown.includes(text) && resolve()
        waiting.push(look)
        look()
      })
    return { input, output, saw, shown: () => shown }
  }

  test('is typed twice and never shown', async () => {
    const terminal = createTerminal()
    const asked = askPassword(io, false, terminal)
    await terminal.saw('accounts.ui.ask-password')
    terminal.input.write(`${PASSWORD}\r`)
    await terminal.saw('ask-password-again')
    terminal.input.write(`${PASSWORD}\r`)
    expect(await asked).toBe(PASSWORD)
    expect(terminal.shown()).not.toContain('horse')
  })
  test.each([
    ['another one here\r', 'accounts.passwords-differ'],
    ['\u0003', 'accounts.cancelled'],
  ])('typed otherwise the second time is refused', async (second, code) => {
    const terminal = createTerminal()
    const asked = askPassword(io, false, terminal)
    const refused = expect(asked).rejects.toMatchObject({ code })
    await terminal.saw('accounts.ui.ask-password')
    terminal.input.write(`${PASSWORD}\r`)
    await terminal.saw('ask-password-again')
    terminal.input.write(second)
    await refused
  })
})
