/** The commands as a person types them, on a fresh data folder without a running console. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { freshDataDir } from '../../../test/parts/store.ts'
import { createAudit } from '../../core/audit/audit.ts'
import { auditMigrations } from '../../core/audit/migrations.ts'
import { createAuth } from '../../core/auth/auth.ts'
import { authMigrations } from '../../core/auth/migrations.ts'
import type { CommandCore, CommandIo } from '../../core/capability.ts'
import { systemClock } from '../../core/clock.ts'
import type { Desk } from '../../core/desk.ts'
import { toErrorText, VedetteError } from '../../core/errors.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import type { Text } from '../../core/schema.ts'
import { coreTextParts } from '../../core/texts/all.ts'
import { createRenderer } from '../../core/texts/render.ts'
import { openStore } from '../../store/open-store.ts'
import { askPassword, type PasswordSource } from './ask-password.ts'
import { parseSpan, toTable } from './cli-words.ts'
import { accountsCommands } from './commands.ts'
import { en } from './texts/en.ts'

const PROGRAM = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const PASSWORD = 'correct horse battery'
const dataDir = freshDataDir()

/** As a process of its own, with everything around the commands. */
function spawnVedette(folder: string, args: string, input = '') {
  const { PATH = '' } = process.env
  const words = [PROGRAM, ...args.split(' '), '--data', folder]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    input,
    cwd: folder,
    env: { PATH, LANG: 'C.UTF-8', TZ: 'UTC' },
    encoding: 'utf8',
  })
  return { status, out: stdout.trimEnd(), err: stderr.trimEnd() }
}

const renderer = createRenderer()
for (const part of coreTextParts) renderer.add('en', part.en)
renderer.add('en', en)
const say = (text: Text) => renderer.render(text, { language: 'en', zone: 'UTC' })
let auditKey = randomBytes(32)

async function openCore(): Promise<CommandCore> {
  const [clock, log] = [systemClock, silentLog]
  const store = await openStore({ dataDir, log, clock, budgetBytes: 1e9 })
  await store.migrate('core-audit', auditMigrations)
  await store.migrate('core-auth', authMigrations)
  const { db, storage } = store
  const audit = createAudit({ db, dataDir, clock, log, key: auditKey })
  const auth = createAuth({ db, clock, log, passwordCost: { memoryKib: 64, passes: 1, parallelism: 1 } })
  return { db, audit, clock, desk: { auth, audit, storage } as unknown as Desk, close: () => store.close() }
}

/** In this process: the command itself, its words and its exit code. */
async function vedette(args: string, input = '') {
  const name = Object.keys(accountsCommands).find((known) => args === known || args.startsWith(`${known} `)) ?? ''
  const said = { out: '', err: '' }
  const io: CommandIo = {
    args: args.slice(name.length).split(' ').filter(Boolean),
    settings: { dataDir, section: () => ({}) as never },
    language: 'en',
    say,
    open: openCore,
    openWork: () => Promise.reject(new Error('this command is short')),
    out: (text) => {
      said.out += `${text}\n`
    },
    err: (text) => {
      said.err += `${text}\n`
    },
    terminal: false,
    signal: new AbortController().signal,
  }
  const source = { input: Readable.from(input === '' ? [] : [input]), output: new PassThrough() }
  try {
    const { main } = await accountsCommands[name as keyof typeof accountsCommands].load()
    const status = await (main as (io: CommandIo, from: PasswordSource) => Promise<number>)(io, source)
    return { status, out: said.out.trimEnd(), err: said.err.trimEnd() }
  } catch (error) {
    if (!(error instanceof VedetteError)) throw error
    return { status: error.exit, out: said.out.trimEnd(), err: say(toErrorText(error)) }
  }
}
const json = async (args: string) => JSON.parse((await vedette(`${args} --json`)).out)

describe('people', () => {
  beforeAll(async () => {
    expect(await vedette('user add anna --role admin --password-stdin', `${PASSWORD}\nsecond line`)).toEqual({
      status: 0,
      out: 'anna was added as admin.',
      err: '',
    })
  })
  test('are added, listed, changed and shut out', async () => {
    expect((await vedette('user add boris', PASSWORD)).out).toBe('boris was added as viewer.')
    expect((await vedette('user role boris operator')).out).toBe('boris is operator now.')
    expect((await vedette('user disable boris')).status).toBe(0)
    expect((await json('user list')).users).toMatchObject([
      { name: 'anna', role: 'admin', disabled: false },
      { name: 'boris', role: 'operator', disabled: true },
    ])
    expect((await vedette('user enable boris')).status).toBe(0)
    expect((await vedette('token add script --owner boris')).status).toBe(0)
    expect((await vedette('user passwd boris', 'another long one')).out).toContain('new password')
    expect((await json('token list')).tokens).toEqual([])
    const [head, anna] = (await vedette('user list')).out.split('\n')
    expect(head?.indexOf('ROLE')).toBe(anna?.indexOf('admin'))
  })
  test.each([
    ['user add', 2, 'user add NAME'],
    ['user add a b', 2, 'user add NAME'],
    ['user add x --foo', 2, 'There is no option --foo'],
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
  ])('%s ends with %i and one clear line', async (args, status, said) => {
    const answer = await vedette(args)
    expect(answer).toMatchObject({ status, out: '' })
    expect(answer.err).toContain(said)
    expect(answer.err.split('\n').length).toBe(1)
  })
  test('are refused a bad password in one line', async () => {
    expect(await vedette('user add carl', 'short')).toEqual({
      status: 2,
      out: '',
      err: 'The password needs at least 10 characters.',
    })
  })
})

describe('tokens', () => {
  test('are the only thing on standard output, and end', async () => {
    const made = await vedette('token add --role operator --name ci --capability host,findings --expires 90d')
    expect(made.out).toMatch(/^vdt_[\w-]{43}$/)
    expect(made.err).toContain('“ci” with the role operator')
    const [token] = (await json('token list')).tokens
    expect(token).toMatchObject({ name: 'ci', role: 'operator', capabilities: ['host', 'findings'] })
    expect(token.expiresMs - token.createdMs).toBeCloseTo(90 * 86_400_000, -4)
    expect((await vedette('token list')).out).not.toContain(made.out)
    expect((await vedette(`token revoke ${token.id.slice(0, 8)}`)).status).toBe(0)
    expect((await vedette('token list')).out).toBe('There are no tokens.')
  })
})

describe('the audit', () => {
  test('has what the commands did, by the user of the machine', async () => {
    const { rows } = await json('audit list --action accounts.')
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
    expect((await vedette('audit list --text anna --since 1h')).out).toContain(
      '(cli)  local  accounts.user-add  anna  done',
    )
    expect((await vedette('audit export --format csv --outcome refused')).out.split('\n')[0]).toContain('seq,time,who')
  })
  test('is checked, and a cut head file is told', async () => {
    expect(await vedette('audit verify')).toMatchObject({
      status: 0,
      out: expect.stringContaining('The audit is whole'),
    })
    const head = join(dataDir, 'audit.head')
    const lines = readFileSync(head, 'utf8')
    writeFileSync(head, `${lines}9999 ${'a'.repeat(64)}\n`)
    const answer = await vedette('audit verify')
    expect(answer.status).toBe(1)
    expect(answer.out).toMatch(/The newest rows, \d+ to 9,?999, were cut off\./)
    writeFileSync(head, lines)
    expect(await json('audit verify')).toMatchObject({ ok: true })
  })
  test('under an earlier key is told as not to be checked, and accuses nobody', async () => {
    const before = auditKey
    auditKey = randomBytes(32)
    expect(await vedette('audit verify')).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^The audit is whole: 0 rows[\s\S]*Rows 1 to \d+ were written with another key/),
    })
    auditKey = before
  })
})

describe('a backup', () => {
  test('is written once, readable by its owner, and says where the keys are', async () => {
    const file = join(dataDir, 'x.backup')
    const answer = await vedette(`backup ${file}`)
    expect(answer).toMatchObject({ status: 0, out: expect.stringContaining('The keys are not in it') })
    expect(statSync(file).mode & 0o077).toBe(0)
    expect((await vedette(`backup ${file}`)).status).toBe(3)
    expect((await vedette(`backup ${file}.2 --with-key`)).out).toContain('The keys are in it')
    expect((await json('audit list --action accounts.backup')).rows.length).toBe(3)
  })
})

describe('the program itself', () => {
  test('takes a password from a pipe, prints a token alone, and ends with one line and a code', () => {
    const folder = freshDataDir()
    expect(spawnVedette(folder, 'user add anna --role admin --password-stdin', `${PASSWORD}\nsecond line`)).toEqual({
      status: 0,
      out: 'anna was added as admin.',
      err: '',
    })
    expect(spawnVedette(folder, 'token add --role admin').out).toMatch(/^vdt_[\w-]{43}$/)
    expect(spawnVedette(folder, 'user disable anna')).toEqual({
      status: 3,
      out: '',
      err: 'vedette: “anna” is the only admin left. Make someone else admin first.',
    })
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
