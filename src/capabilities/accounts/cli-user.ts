/** `vedette user add | list | passwd | disable | enable | role` */
import type { User } from '../../core/auth.ts'
import type { CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import type { Params } from '../../core/schema.ts'
import { askPassword, PROCESS_SOURCE } from './ask-password.ts'
import { parseRole, recorded, toTable, withCore } from './cli-words.ts'

const say = (io: CommandIo, what: string, params: Params = {}) => io.out(io.say({ key: `accounts.ui.${what}`, params }))
const passwordFlag = { 'password-stdin': { type: 'boolean', default: false } } as const
const NAME = ['NAME']

async function add(io: CommandIo, source = PROCESS_SOURCE): Promise<number> {
  const options = { ...passwordFlag, role: { type: 'string', default: 'viewer' } } as const
  const { values, words } = parseWords(io.args, 'user add', { words: NAME, options })
  const [name = ''] = words
  const role = parseRole(values.role)
  const password = await askPassword(io, values['password-stdin'], source)
  return withCore(io, async (core) => {
    const act = { action: 'accounts.user-add', target: name, details: { role } }
    const user = await recorded(core, act, () => core.desk.auth.addUser({ name, role, password }))
    say(io, 'user-added', { name: user.name, role: user.role })
    return 0
  })
}

function toUserTable(io: CommandIo, users: readonly User[]): string {
  const word = (key: string, params: Params = {}) => io.say({ key: `accounts.ui.${key}`, params })
  const rows = users.map(({ name, role, disabled, lastSignInMs }) => [
    name,
    role,
    disabled ? word('disabled') : word('enabled'),
    lastSignInMs === undefined ? '–' : word('at', { atMs: lastSignInMs }),
  ])
  return toTable([
    [word('column-name'), word('column-role'), word('column-state'), word('column-last-sign-in')],
    ...rows,
  ])
}

async function list(io: CommandIo): Promise<number> {
  const { values } = parseWords(io.args, 'user list', { options: { json: { type: 'boolean', default: false } } })
  return withCore(io, async ({ desk }) => {
    const users = await desk.auth.users()
    if (values.json) io.out(JSON.stringify({ users }, null, 2))
    else if (users.length === 0) say(io, 'no-users')
    else io.out(toUserTable(io, users))
    return 0
  })
}

async function passwd(io: CommandIo, source = PROCESS_SOURCE): Promise<number> {
  const { values, words } = parseWords(io.args, 'user passwd', { words: NAME, options: passwordFlag })
  const [name = ''] = words
  const password = await askPassword(io, values['password-stdin'], source)
  return withCore(io, async (core) => {
    const { auth } = core.desk
    const user = await auth.user(name)
    await recorded(core, { action: 'accounts.password', target: user.name }, () =>
      auth.updateUser(user.id, { password }),
    )
    // A password is set anew because somebody else may know the old one: what was made with it ends too.
    for (const { id } of await auth.tokens(user.id)) await auth.revokeToken(id)
    say(io, 'password-changed', { name: user.name })
    return 0
  })
}

const setDisabled = (verb: 'disable' | 'enable') => async (io: CommandIo) => {
  const { words } = parseWords(io.args, `user ${verb}`, { words: NAME, options: {} })
  const disabled = verb === 'disable'
  return withCore(io, async (core) => {
    const { auth } = core.desk
    const user = await auth.user(words[0] ?? '')
    await recorded(core, { action: `accounts.user-${verb}`, target: user.name }, () =>
      auth.updateUser(user.id, { disabled }),
    )
    say(io, disabled ? 'user-disabled' : 'user-enabled', { name: user.name })
    return 0
  })
}

async function role(io: CommandIo): Promise<number> {
  const { words } = parseWords(io.args, 'user role', { words: ['NAME', 'viewer|operator|admin'], options: {} })
  const [name = '', wanted = ''] = words
  const next = parseRole(wanted)
  return withCore(io, async (core) => {
    const { auth } = core.desk
    const user = await auth.user(name)
    const act = { action: 'accounts.user-role', target: user.name, details: { from: user.role, to: next } }
    await recorded(core, act, () => auth.updateUser(user.id, { role: next }))
    say(io, 'role-changed', { name: user.name, role: next })
    return 0
  })
}

export const userCommands = { add, list, passwd, disable: setDisabled('disable'), enable: setDisabled('enable'), role }
