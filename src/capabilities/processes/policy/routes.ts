/** Policies over HTTP, below the capability's own path: browse, edit, import, export, read now. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Access } from '../../../core/capability.ts'
import { toWholeWords } from './documents.ts'
import type { PolicyStore } from './port.ts'
import {
  exportSchema,
  importedSchema,
  type KnownInput,
  type KnownKey,
  knownDocumentSchema,
  knownInputSchema,
  knownKeySchema,
  knownPageSchema,
  knownQuerySchema,
  policyStateSchema,
  processRuleSchema,
  type RuleInput,
  ruleIdSchema,
  ruleInputSchema,
  rulesSchema,
} from './schema.ts'

const READ: Access = { role: 'viewer' }
/** It changes nothing, but asks another server. */
const SYNC: Access = { role: 'operator', reads: true }
const BODY_LIMIT_BYTES = 16 * 1024 * 1024
const nothing = { 204: Type.Null() }

const targetOf = ({ platform, name }: KnownKey) => `${platform}/${name}`
const describePolicy = ({ policy }: KnownInput | RuleInput) => ({
  is_system: policy.is_system,
  terminatable: policy.terminatable,
  reason: typeof policy.reason === 'string' ? policy.reason : policy.reason.en,
})
function note(
  request: FastifyRequest,
  target: string,
  details: Record<string, string | number | boolean | null>,
): void {
  request.auditNote = { target, details }
}

export async function mountPolicyRoutes(plain: FastifyInstance, store: PolicyStore): Promise<void> {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  scope.get(
    '/policies/state',
    {
      config: { access: READ },
      schema: {
        summary: 'Show where policies are kept and whether they are up to date',
        response: { 200: policyStateSchema },
      },
    },
    async () => store.state(),
  )
  scope.post(
    '/policies/sync',
    {
      config: { access: SYNC },
      schema: { summary: 'Read the policies anew, now', response: { 200: policyStateSchema } },
    },
    async () => store.refresh(),
  )

  scope.get(
    '/policies/known',
    {
      config: { access: READ },
      schema: {
        summary: 'Search the known processes',
        querystring: knownQuerySchema,
        response: { 200: knownPageSchema },
      },
    },
    async ({ query }) => store.list(query),
  )
  scope.get(
    '/policies/known/:platform/:name',
    {
      config: { access: READ },
      schema: { summary: 'Show one known process', params: knownKeySchema, response: { 200: knownDocumentSchema } },
    },
    async ({ params }) => store.get(params),
  )
  scope.put(
    '/policies/known/:platform/:name',
    {
      config: { access: { role: 'admin', action: 'processes.policy-edit' } },
      schema: {
        summary: 'Add or edit a known process',
        params: knownKeySchema,
        body: knownInputSchema,
        response: { 200: knownDocumentSchema },
      },
    },
    async (request) => {
      const { params, body } = request
      note(request, targetOf(params), describePolicy(body))
      return store.put({
        ...body,
        name: params.name,
        platform: params.platform,
        description: toWholeWords(body.description),
      })
    },
  )
  scope.delete(
    '/policies/known/:platform/:name',
    {
      config: { access: { role: 'admin', action: 'processes.policy-delete' } },
      schema: { summary: 'Delete a known process', params: knownKeySchema, response: nothing },
    },
    async (request, reply) => {
      note(request, targetOf(request.params), {})
      await store.delete(request.params)
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/policies/rules',
    { config: { access: READ }, schema: { summary: 'List the rules', response: { 200: rulesSchema } } },
    async () => ({
      rules: [...store.rules()],
    }),
  )
  scope.post(
    '/policies/rules',
    {
      config: { access: { role: 'admin', action: 'processes.rule-add' } },
      schema: {
        summary: 'Add a rule, which may only forbid',
        body: ruleInputSchema,
        response: { 201: processRuleSchema },
      },
    },
    async (request, reply) => {
      const { body } = request
      note(request, [body.name, body.path, body.user].filter(Boolean).join(' '), describePolicy(body))
      return reply.code(201).send(await store.putRule(body))
    },
  )
  scope.put(
    '/policies/rules/:id',
    {
      config: { access: { role: 'admin', action: 'processes.rule-edit' } },
      schema: {
        summary: 'Edit a rule',
        params: ruleIdSchema,
        body: ruleInputSchema,
        response: { 200: processRuleSchema },
      },
    },
    async (request) => {
      note(request, request.params.id, describePolicy(request.body))
      return store.putRule(request.body, request.params.id)
    },
  )
  scope.delete(
    '/policies/rules/:id',
    {
      config: { access: { role: 'admin', action: 'processes.rule-delete' } },
      schema: { summary: 'Delete a rule', params: ruleIdSchema, response: nothing },
    },
    async (request, reply) => {
      note(request, request.params.id, {})
      await store.deleteRule(request.params.id)
      return reply.code(204).send(null)
    },
  )

  scope.get(
    '/policies/export',
    {
      config: { access: READ },
      schema: { summary: 'Export the known processes and the rules, as JSON', response: { 200: exportSchema } },
    },
    async (_, reply) => {
      const document = store.export()
      const day = document.exported_at.slice(0, 10)
      return reply.header('content-disposition', `attachment; filename="vedette-policies-${day}.json"`).send(document)
    },
  )
  scope.post(
    '/policies/import',
    {
      bodyLimit: BODY_LIMIT_BYTES,
      config: { access: { role: 'admin', action: 'processes.policy-import' } },
      // Checked row by row in import.ts, which names the row and the field.
      schema: {
        summary: 'Import policies: all of the file or nothing',
        body: Type.Unknown(),
        response: { 200: importedSchema },
      },
    },
    async (request) => {
      const imported = await store.import(request.body)
      note(request, `${imported.known} + ${imported.rules}`, { ...imported })
      return imported
    },
  )
}
