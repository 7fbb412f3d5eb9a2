/** `/api/findings`: reading for everybody, saying something about a finding for operators. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Access, ServerContext } from '../../core/capability.ts'
import { expectationSchema, type Finding, windowSchema } from '../../core/findings/schema.ts'
import { type Language, LOCAL_HOST } from '../../core/schema.ts'
import { findingsErrors } from './errors.ts'
import {
  acknowledgeSchema,
  assignSchema,
  commentSchema,
  detailSchema,
  expectationsSchema,
  expectSchema,
  idParamsSchema,
  listQuerySchema,
  listSchema,
  muteRequestSchema,
  rulesSchema,
  windowRequestSchema,
  windowsSchema,
  wordedFindingSchema,
  wordsQuerySchema,
} from './schema.ts'
import { type Say, toWorded } from './words.ts'

const view: { access: Access } = { access: { role: 'viewer' } }
const act = (action: string): { access: Access } => ({ access: { role: 'operator', action: `findings.${action}` } })
const itemParamsSchema = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) })

export async function mountRoutes(
  plain: FastifyInstance,
  context: Pick<ServerContext<unknown>, 'desk' | 'link'>,
): Promise<void> {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { desk, link } = context
  const { findings } = desk

  const sayTo = (request: FastifyRequest, language: Language): Say => {
    const zone = request.preferences?.zone ?? 'auto'
    return (text) => desk.render(text, { language, ...(zone === 'auto' ? {} : { zone }) })
  }
  const worded = (request: FastifyRequest, finding: Finding, language?: Language) =>
    language ? toWorded(finding, sayTo(request, language)) : finding
  const hostIds = () => link.hosts().map(({ id }) => id)
  const checkHosts = (hosts: readonly string[] | null) => {
    const unknown = hosts?.find((host) => !hostIds().includes(host))
    if (unknown !== undefined) throw findingsErrors['findings.unknown-host']({ host: unknown })
  }
  const note = (request: FastifyRequest, finding: Finding, details: Record<string, string | number | null> = {}) => {
    request.auditNote = { target: finding.key, host: finding.host, details }
    return finding
  }

  scope.get(
    '/',
    {
      config: view,
      schema: { summary: 'List findings, worst first', querystring: listQuerySchema, response: { 200: listSchema } },
    },
    async (request) => {
      const { language, ...filter } = request.query
      const page = await findings.list(filter)
      return { ...page, findings: page.findings.map((finding) => worded(request, finding, language)) }
    },
  )
  scope.get(
    '/rules',
    { config: view, schema: { summary: 'List the rules, and how often each fired', response: { 200: rulesSchema } } },
    async () => ({
      rules: [...(await findings.rules(hostIds()))],
    }),
  )
  scope.get(
    '/windows',
    { config: view, schema: { summary: 'List maintenance windows', response: { 200: windowsSchema } } },
    async () => ({
      windows: [...findings.windows()],
    }),
  )
  scope.post(
    '/windows',
    {
      config: act('window-add'),
      schema: { summary: 'Plan a maintenance window', body: windowRequestSchema, response: { 201: windowSchema } },
    },
    async (request, reply) => {
      checkHosts(request.body.hosts)
      const window = await findings.addWindow(request.principal, { weekly: false, ...request.body })
      const { id, reason, fromMs, toMs, hosts } = window
      const details = { reason, fromMs, toMs, hosts: hosts?.join(', ') ?? '*' }
      request.auditNote = { target: id, host: hosts?.[0] ?? LOCAL_HOST, details }
      return reply.code(201).send(window)
    },
  )
  scope.delete(
    '/windows/:id',
    {
      config: act('window-remove'),
      schema: { summary: 'Remove a maintenance window', params: itemParamsSchema, response: { 200: windowSchema } },
    },
    async (request) => {
      const window = await findings.removeWindow(request.params.id)
      request.auditNote = { target: window.id, details: { reason: window.reason } }
      return window
    },
  )
  scope.get(
    '/expectations',
    { config: view, schema: { summary: 'List what is expected', response: { 200: expectationsSchema } } },
    async () => ({
      expectations: [...findings.expectations()],
    }),
  )
  scope.delete(
    '/expectations/:id',
    {
      config: act('unexpect'),
      schema: { summary: 'Expect it no longer', params: itemParamsSchema, response: { 200: expectationSchema } },
    },
    async (request) => {
      const expectation = await findings.removeExpectation(request.params.id, request.principal)
      request.auditNote = { target: `${expectation.rule} ${expectation.subject}` }
      return expectation
    },
  )

  scope.get(
    '/:id',
    {
      config: view,
      schema: {
        summary: 'Show one finding with its history',
        params: idParamsSchema,
        querystring: wordsQuerySchema,
        response: { 200: detailSchema },
      },
    },
    async (request) => {
      const { finding, history, truncated } = await findings.get(request.params.id)
      return { finding: worded(request, finding, request.query.language), history: [...history], truncated }
    },
  )
  const answer = { 200: wordedFindingSchema }
  scope.post(
    '/:id/assign',
    {
      config: act('assign'),
      schema: {
        summary: 'Say who owns a finding, or that nobody does',
        params: idParamsSchema,
        body: assignSchema,
        response: answer,
      },
    },
    async (request) => {
      const { assignee } = request.body
      const people = assignee === null ? [] : await desk.auth.users()
      const person = people.find(({ name, disabled }) => name === assignee && !disabled)
      if (assignee !== null && !person) throw findingsErrors['findings.unknown-person']({ name: assignee })
      return note(request, await findings.assign(request.params.id, request.principal, assignee), { assignee })
    },
  )
  scope.post(
    '/:id/comment',
    {
      config: act('comment'),
      schema: { summary: 'Comment on a finding', params: idParamsSchema, body: commentSchema, response: answer },
    },
    async (request) => note(request, await findings.comment(request.params.id, request.principal, request.body.text)),
  )
  scope.post(
    '/:id/acknowledge',
    {
      config: act('acknowledge'),
      schema: {
        summary: 'Acknowledge a finding until it gets worse',
        params: idParamsSchema,
        body: acknowledgeSchema,
        response: answer,
      },
    },
    async (request) => {
      const seen = request.body?.severity
      return note(request, await findings.acknowledge(request.params.id, request.principal, seen))
    },
  )
  scope.post(
    '/:id/unacknowledge',
    {
      config: act('unacknowledge'),
      schema: { summary: 'Take the acknowledgement back', params: idParamsSchema, response: answer },
    },
    async (request) => note(request, await findings.unacknowledge(request.params.id, request.principal)),
  )
  scope.post(
    '/:id/mute',
    {
      config: act('mute'),
      schema: {
        summary: 'Mute a finding, with a reason and an end',
        params: idParamsSchema,
        body: muteRequestSchema,
        response: answer,
      },
    },
    async (request) => {
      const { untilMs, reason } = request.body
      return note(request, await findings.mute(request.params.id, request.principal, request.body), { untilMs, reason })
    },
  )
  scope.post(
    '/:id/unmute',
    { config: act('unmute'), schema: { summary: 'Unmute a finding', params: idParamsSchema, response: answer } },
    async (request) => note(request, await findings.unmute(request.params.id, request.principal)),
  )
  scope.post(
    '/:id/expect',
    {
      config: act('expect'),
      schema: {
        summary: 'Mark a finding as expected, on some hosts or all',
        params: idParamsSchema,
        body: expectSchema,
        response: answer,
      },
    },
    async (request) => {
      const { id } = request.params
      const { hosts: asked, reason } = request.body
      const { finding } = await findings.get(id)
      const chosen = asked === 'this' ? [finding.host] : asked
      const hosts = chosen === 'all' ? null : chosen
      if (asked !== 'this') checkHosts(hosts)
      const details = { reason, hosts: hosts?.join(', ') ?? '*' }
      return note(request, await findings.expect(id, request.principal, { hosts, reason }), details)
    },
  )
}
