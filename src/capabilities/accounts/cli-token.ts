/** `vedette token add | list | revoke` */

import { authErrors } from '../../core/auth/errors.ts'
import type { ApiToken } from '../../core/auth.ts'
import type { CommandCore, CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import type { Params } from '../../core/schema.ts'
import { parseRole, parseSpan, recorded, toTable, withCore } from './cli-words.ts'

const addOptions = {
  role: { type: 'string', default: 'viewer' },
  name: { type: 'string' },
  owner: { type: 'string' },
  capability: { type: 'string', multiple: true },
  expires: { type: 'string' },
} as const

async function add(io: CommandIo): Promise<number> {
  const { values, words } = parseWords(io.args, 'token add', { words: ['[NAME]'], options: addOptions })
  const name = words[0] ?? values.name ?? 'cli'
  const role = parseRole(values.role)
  const spanMs = values.expires === undefined ? undefined : parseSpan(values.expires)
  // `--capability host,findings` and `--capability host --capability findings` are the same.
  const capabilities = values.capability?.flatMap((text) => text.split(',')).filter(Boolean)
  return withCore(io, async (core) => {
    const { auth } = core.desk
    const owner = values.owner === undefined ? undefined : await auth.user(values.owner)
    const expiresMs = spanMs === undefined ? undefined : core.clock.now() + spanMs
    const act = {
      action: 'accounts.token-add',
      target: name,
      details: { role, capabilities: capabilities?.join(', ') ?? null, expiresMs: expiresMs ?? null },
    }
    const made = await recorded(core, act, () =>
      auth.addToken({
        name,
        role,
        ...(capabilities ? { capabilities } : {}),
        ...(owner ? { ownerId: owner.id } : {}),
        ...(expiresMs === undefined ? {} : { expiresMs }),
      }),
    )
    // The token alone on standard output, so that `TOKEN=$(vedette token add …)` works.
    io.err(io.say({ key: 'accounts.ui.token-made', params: { name: made.token.name, role, id: made.token.id } }))
    io.out(made.secret)
    return 0
  })
}

function toTokenTable(io: CommandIo, tokens: readonly ApiToken[]): string {
  const word = (key: string, params: Params = {}) => io.say({ key: `accounts.ui.${key}`, params })
  const at = (atMs: number | undefined, otherwise: string) => (atMs === undefined ? otherwise : word('at', { atMs }))
  const rows = tokens.map((token) => [
    token.id,
    token.name,
    token.ownerName ?? '–',
    token.role,
    token.capabilities?.join(',') ?? word('everything'),
    at(token.expiresMs, word('never-ends')),
    at(token.lastUsedMs, '–'),
  ])
  const head = [
    'ID',
    word('column-name'),
    word('column-owner'),
    word('column-role'),
    word('column-capabilities'),
    word('column-expires'),
    word('column-last-used'),
  ]
  return toTable([head, ...rows])
}

async function list(io: CommandIo): Promise<number> {
  const { values } = parseWords(io.args, 'token list', { options: { json: { type: 'boolean', default: false } } })
  return withCore(io, async ({ desk }) => {
    const tokens = await desk.auth.tokens()
    if (values.json) io.out(JSON.stringify({ tokens }, null, 2))
    else if (tokens.length === 0) io.out(io.say({ key: 'accounts.ui.no-tokens' }))
    else io.out(toTokenTable(io, tokens))
    return 0
  })
}

/** By its id, by the beginning of its id, or by its name when only one has it. */
async function findToken(core: CommandCore, text: string): Promise<ApiToken> {
  const tokens = await core.desk.auth.tokens()
  const exact = tokens.find(({ id }) => id === text)
  const likely = tokens.filter(({ id, name }) => name === text || (text.length >= 6 && id.startsWith(text)))
  const [only] = likely
  if (exact) return exact
  if (!only || likely.length > 1) throw authErrors['auth.token-unknown']({ id: text })
  return only
}

async function revoke(io: CommandIo): Promise<number> {
  const { words } = parseWords(io.args, 'token revoke', { words: ['ID'], options: {} })
  return withCore(io, async (core) => {
    const token = await findToken(core, words[0] ?? '')
    const act = { action: 'accounts.token-revoke', target: token.name, details: { id: token.id } }
    await recorded(core, act, () => core.desk.auth.revokeToken(token.id))
    io.out(io.say({ key: 'accounts.ui.token-revoked', params: { name: token.name } }))
    return 0
  })
}

export const tokenCommands = { add, list, revoke }
