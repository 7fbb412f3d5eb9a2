/** People and tokens. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { authErrors } from '../../core/auth/errors.ts'
import type { ApiToken, User } from '../../core/auth.ts'
import type { Access, Principal, ServerContext } from '../../core/capability.ts'
import { ROLES } from '../../core/schema.ts'
import {
  madeTokenSchema,
  newTokenSchema,
  newUserSchema,
  type TokenRow,
  tokenSchema,
  tokensSchema,
  type UserRow,
  userChangeSchema,
  userSchema,
  usersSchema,
} from './schema.ts'

const DAY_MS = 86_400_000
const idParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })
const only = (role: 'viewer' | 'admin', action?: string): { access: Access } => ({
  access: { role, ...(action ? { action: `accounts.${action}` } : {}) },
})

const toUserRow = ({ preferences, ...user }: User): UserRow => user
const toTokenRow = ({ capabilities, ...token }: ApiToken): TokenRow => ({
  ...token,
  ...(capabilities ? { capabilities: [...capabilities] } : {}),
})
/** People, roles, passwords and tokens that a token makes would outlive its own end and reach beyond its capabilities. */
function refuseToken({ kind }: Principal) {
  if (kind !== 'user') throw authErrors['auth.token-needs-person']()
}
const isAdmin = ({ role }: Principal) => role === 'admin'

export function mountPeopleRoutes(
  plain: FastifyInstance,
  context: Pick<ServerContext<unknown>, 'desk' | 'clock'>,
): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { clock, desk } = context
  const { auth } = desk

  scope.get(
    '/users',
    { config: only('admin'), schema: { summary: 'People', response: { 200: usersSchema } } },
    async () => ({ users: (await auth.users()).map(toUserRow) }),
  )
  scope.post(
    '/users',
    {
      config: only('admin', 'user-add'),
      schema: { summary: 'Add a person', body: newUserSchema, response: { 201: userSchema } },
    },
    async (request, reply) => {
      const { name, role } = request.body
      request.auditNote = { target: name, details: { role } }
      refuseToken(request.principal)
      reply.code(201)
      return toUserRow(await auth.addUser(request.body))
    },
  )
  scope.patch(
    '/users/:id',
    {
      config: only('admin', 'user-change'),
      schema: {
        summary: 'Change a role or a password, disable or enable',
        description: 'A new password ends the person’s sessions and tokens. A token may only disable.',
        params: idParams,
        body: userChangeSchema,
        response: { 200: userSchema },
      },
    },
    async (request) => {
      const { password, ...change } = request.body
      const before = await auth.user(request.params.id)
      request.auditNote = {
        target: before.name,
        plan: { before: { role: before.role, disabled: before.disabled }, change },
        details: password === undefined ? {} : { password: 'new' },
      }
      // Shutting a person out is all that a token may do to one.
      if (change.role !== undefined || change.disabled === false || password !== undefined)
        refuseToken(request.principal)
      const user = await auth.updateUser(before.id, request.body)
      // A password that an admin sets is one that somebody else may have known, and made tokens with.
      if (password !== undefined) for (const { id } of await auth.tokens(before.id)) await auth.revokeToken(id)
      return toUserRow(user)
    },
  )

  scope.get(
    '/tokens',
    {
      config: only('viewer'),
      schema: { summary: 'One’s own tokens; all of them for an admin', response: { 200: tokensSchema } },
    },
    async ({ principal }) => {
      const tokens = await auth.tokens(isAdmin(principal) ? undefined : principal.id)
      return { tokens: tokens.map(toTokenRow) }
    },
  )
  scope.post(
    '/tokens',
    {
      config: only('viewer', 'token-add'),
      schema: {
        summary: 'Make a token; its secret is shown once',
        body: newTokenSchema,
        response: { 201: madeTokenSchema },
      },
    },
    async (request, reply) => {
      const { principal, body } = request
      const { name, role, capabilities, expiresInDays } = body
      request.auditNote = {
        target: name,
        details: { role, capabilities: capabilities?.join(', ') ?? null, expiresInDays: expiresInDays ?? null },
      }
      refuseToken(principal)
      if (ROLES.indexOf(role) > ROLES.indexOf(principal.role))
        throw authErrors['auth.token-role-too-high']({ role: principal.role })
      const made = await auth.addToken({
        name,
        role,
        ownerId: principal.id,
        ...(capabilities ? { capabilities } : {}),
        ...(expiresInDays === undefined ? {} : { expiresMs: clock.now() + expiresInDays * DAY_MS }),
      })
      reply.code(201)
      return { token: toTokenRow(made.token), secret: made.secret }
    },
  )
  scope.delete(
    '/tokens/:id',
    {
      config: only('viewer', 'token-revoke'),
      schema: { summary: 'End a token at once', params: idParams, response: { 200: tokenSchema } },
    },
    async (request) => {
      const { principal, params } = request
      request.auditNote = { target: params.id }
      // Somebody else's token does not exist for those who may not see it.
      const visible = await auth.tokens(isAdmin(principal) ? undefined : principal.id)
      const token = visible.find(({ id }) => id === params.id)
      if (!token) throw authErrors['auth.token-unknown']({ id: params.id })
      request.auditNote = { target: token.name, details: { id: token.id } }
      return toTokenRow(await auth.revokeToken(token.id))
    },
  )
}
