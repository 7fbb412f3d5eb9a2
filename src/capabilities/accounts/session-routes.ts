/** Coming in and going out, and what a person sets for herself. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authErrors } from '../../core/auth/errors.ts'
import type { Preferences, SignedIn } from '../../core/auth.ts'
import type { Access, Principal, ServerContext } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import { firstAdminSchema, type Me, meChangeSchema, meSchema, signInSchema, welcomeSchema } from './schema.ts'

const NO_PREFERENCES: Preferences = { language: 'auto', zone: 'auto', theme: 'auto', plainFont: false }
const open = (action?: string): { access: Access } => ({ access: { role: 'public', ...(action ? { action } : {}) } })

const toMe = (principal: Principal, preferences: Preferences = NO_PREFERENCES): Me => ({
  kind: principal.kind === 'token' ? 'token' : 'user',
  id: principal.id,
  name: principal.name,
  role: principal.role,
  ...(principal.capabilities ? { capabilities: [...principal.capabilities] } : {}),
  preferences: { ...preferences },
})

export function mountSessionRoutes(plain: FastifyInstance, context: Pick<ServerContext<unknown>, 'desk'>): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { auth } = context.desk

  /** Who tried is on record, right or wrong; tries that were only told to wait are not, or they would fill the disk. */
  async function comeIn(request: FastifyRequest, reply: FastifyReply, name: string, enter: () => Promise<SignedIn>) {
    try {
      const { principal, session, user } = await enter()
      request.auditNote = { who: principal, target: user.name, outcome: 'done' }
      reply.startSession(session)
      return toMe(principal, user.preferences)
    } catch (error) {
      const refused = error instanceof VedetteError && ['auth.sign-in-wrong', 'auth.link-invalid'].includes(error.code)
      if (refused) request.auditNote = { target: name, outcome: 'refused' }
      throw error
    }
  }

  scope.get(
    '/welcome',
    {
      config: open(),
      schema: { summary: 'Whether the first admin is still to be made', response: { 200: welcomeSchema } },
    },
    async () => ({ needsFirstAdmin: !(await auth.hasAdmin()) }),
  )
  scope.post(
    '/sign-in',
    {
      config: open('accounts.sign-in'),
      schema: { summary: 'Sign in with name and password', body: signInSchema, response: { 200: meSchema } },
    },
    async (request, reply) => {
      const attempt = { ...request.body, address: request.ip }
      return comeIn(request, reply, attempt.name, () => auth.signIn(attempt))
    },
  )
  scope.post(
    '/first-admin',
    {
      config: open('accounts.first-admin'),
      schema: {
        summary: 'Make the first admin with the one-time link',
        body: firstAdminSchema,
        response: { 200: meSchema },
      },
    },
    async (request, reply) => {
      const { token, name, password } = request.body
      const attempt = { secret: token, name, password, address: request.ip }
      return comeIn(request, reply, name, () => auth.addFirstAdmin(attempt))
    },
  )
  scope.post(
    '/sign-out',
    { config: { access: { role: 'viewer', action: 'accounts.sign-out' } }, schema: { summary: 'End this session' } },
    async (request, reply) => {
      if (request.sessionToken === undefined) throw authErrors['auth.token-needs-person']()
      await auth.signOut(request.sessionToken)
      request.auditNote = { target: request.principal.name }
      return reply.endSession().code(204).send()
    },
  )
  scope.get(
    '/me',
    { config: { access: { role: 'viewer' } }, schema: { summary: 'Who is signed in', response: { 200: meSchema } } },
    async (request) => toMe(request.principal, request.preferences),
  )
  scope.patch(
    '/me',
    {
      config: { access: { role: 'viewer', action: 'accounts.preferences' } },
      schema: {
        summary: 'Change how one reads, or one’s password',
        body: meChangeSchema,
        response: { 200: meSchema },
      },
    },
    async (request) => {
      const { principal, sessionToken } = request
      if (principal.kind !== 'user') throw authErrors['auth.token-needs-person']()
      const { password, ...preferences } = request.body
      request.auditNote = {
        target: principal.name,
        details: { changed: Object.keys(request.body).join(', ') },
        ...(password ? { action: 'accounts.password' } : {}),
      }
      if (password)
        await auth.changePassword(
          principal.id,
          password,
          sessionToken === undefined ? undefined : { session: sessionToken },
        )
      const user = await auth.setPreferences(principal.id, preferences as Partial<Preferences>)
      return toMe(principal, user.preferences)
    },
  )
}
