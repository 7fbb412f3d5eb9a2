/** Policies that act, over HTTP: browse, write, let them rehearse, let them act, and stop all of them at once. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Access } from '../../../core/capability.ts'
import type { Clock } from '../../../core/clock.ts'
import type { Params } from '../../../core/schema.ts'
import type { ProcessesConfig } from '../config.ts'
import { automationErrors } from './errors.ts'
import type { AutomationStore } from './queries.ts'
import { type AutomationRunner, isRehearsed } from './runner.ts'
import {
  type Automation,
  type AutomationInput,
  automationIdSchema,
  automationInputSchema,
  automationModeSchema,
  automationRecordSchema,
  automationSchema,
  automationSwitchSchema,
  automationsSchema,
  NEEDED_DAYS,
} from './schema.ts'

const READ: Access = { role: 'viewer' }
const RUNS_SHOWN = 500

export interface AutomationRoutesInput {
  readonly store: AutomationStore
  readonly runner: Pick<AutomationRunner, 'reload'>
  readonly clock: Clock
  readonly config: Pick<ProcessesConfig, 'automationStopsPerHour'>
}

function assertSaysSomething({ when }: AutomationInput): void {
  const { forMinutes: _, ...said } = when
  if (Object.keys(said).length === 0) throw automationErrors['processes.automation-empty']()
}
function assertMayAct(automation: Automation): void {
  if (automation.action !== 'stop' || isRehearsed(automation)) return
  const days = Math.max(0, ...automation.rehearsed.map((one) => one.days))
  throw automationErrors['processes.automation-not-rehearsed']({ days, needed: NEEDED_DAYS })
}
const describe = ({ host, when, action }: AutomationInput): Params => ({
  ...when,
  action,
  ...(host === undefined ? {} : { host }),
})
function note(request: FastifyRequest, target: string, details: Params = {}): void {
  request.auditNote = { target, details }
}

export async function mountAutomationRoutes(
  plain: FastifyInstance,
  { store, runner, clock, config }: AutomationRoutesInput,
): Promise<void> {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const find = async (id: string): Promise<Automation> => {
    const found = (await store.read()).automations.find((one) => one.id === id)
    if (!found) throw automationErrors['processes.automation-unknown']({ id })
    return found
  }

  scope.get(
    '/automation',
    {
      config: { access: READ },
      schema: { summary: 'List the policies that act, and their switch', response: { 200: automationsSchema } },
    },
    async () => {
      const { on, automations } = await store.read()
      return {
        on,
        neededDays: NEEDED_DAYS,
        stopsPerHour: config.automationStopsPerHour,
        automations: [...automations],
      }
    },
  )
  scope.put(
    '/automation/switch',
    {
      config: { access: { role: 'admin', action: 'processes.automation-switch' } },
      schema: {
        summary: 'Stop or allow all policies that act at once',
        body: automationSwitchSchema,
        response: { 200: automationSwitchSchema },
      },
    },
    async (request) => {
      const { on } = request.body
      note(request, on ? 'on' : 'off', { on })
      await store.switchTo(on)
      await runner.reload()
      return { on }
    },
  )
  scope.post(
    '/automation',
    {
      config: { access: { role: 'admin', action: 'processes.automation-add' } },
      schema: {
        summary: 'Write a policy that acts; it begins switched off',
        body: automationInputSchema,
        response: { 201: automationSchema },
      },
    },
    async (request, reply) => {
      const { body } = request
      note(request, body.title, describe(body))
      assertSaysSomething(body)
      return reply.code(201).send(await store.add(body, clock.now()))
    },
  )
  scope.put(
    '/automation/:id',
    {
      config: { access: { role: 'admin', action: 'processes.automation-edit' } },
      schema: {
        summary: 'Edit a policy that acts',
        params: automationIdSchema,
        body: automationInputSchema,
        response: { 200: automationSchema },
      },
    },
    async (request) => {
      const { body, params } = request
      note(request, body.title, { id: params.id, ...describe(body) })
      assertSaysSomething(body)
      const edited = await store.edit(params.id, body, clock.now())
      await runner.reload()
      return edited
    },
  )
  scope.put(
    '/automation/:id/mode',
    {
      config: { access: { role: 'admin', action: 'processes.automation-mode' } },
      schema: {
        summary: 'Turn a policy off, to dry run, or on',
        params: automationIdSchema,
        body: automationModeSchema,
        response: { 200: automationSchema },
      },
    },
    async (request) => {
      const { mode } = request.body
      const { id } = request.params
      note(request, id, { mode })
      const automation = await find(id)
      note(request, automation.title, { id, mode, revision: automation.revision })
      if (mode === 'on') assertMayAct(automation)
      const changed = await store.setMode(automation, mode, clock.now())
      await runner.reload()
      return changed
    },
  )
  scope.delete(
    '/automation/:id',
    {
      config: { access: { role: 'admin', action: 'processes.automation-delete' } },
      schema: { summary: 'Delete a policy that acts', params: automationIdSchema, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      const { id } = request.params
      note(request, id)
      note(request, (await find(id)).title, { id })
      await store.delete(id)
      await runner.reload()
      return reply.code(204).send(null)
    },
  )
  scope.get(
    '/automation/:id/record',
    {
      config: { access: READ },
      schema: {
        summary: 'Show what a policy did or would have done',
        params: automationIdSchema,
        response: { 200: automationRecordSchema },
      },
    },
    async ({ params: { id } }) => {
      const { rehearsed } = await find(id)
      return { neededDays: NEEDED_DAYS, rehearsed, ...(await store.record(id, RUNS_SHOWN)) }
    },
  )
}
