import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { ServerContext, WatchedMark } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import { readChanges } from './changes.ts'
import { overviewErrors } from './errors.ts'
import { readFirstSteps } from './first-steps.ts'
import type { OverviewQueries } from './queries.ts'
import {
  changesQuerySchema,
  changesSchema,
  type Overview,
  type OverviewConfig,
  overviewSchema,
  searchQuerySchema,
  searchSchema,
  shiftQuerySchema,
  shiftSchema,
} from './schema.ts'
import { searchAll } from './search.ts'
import { readShift } from './shift.ts'
import { writeShift } from './shift-text.ts'
import { toVerdict, worstFirst } from './verdict.ts'

const HOUR_MS = 3_600_000
const SHOWN_FINDINGS = 50
const FIRST_STEPS = 'first-steps'
const viewer = { access: { role: 'viewer' } } as const

type Context = Pick<ServerContext<OverviewConfig>, 'clock' | 'config' | 'desk' | 'link' | 'log'>

/** The asked time or `hours` ago; never after now. */
const toFrom = (sinceMs: number | undefined, nowMs: number, hours: number) => {
  const fromMs = sinceMs ?? nowMs - hours * HOUR_MS
  if (fromMs > nowMs) {
    const params = { since: new Date(fromMs).toISOString() }
    const fields = [{ field: '/sinceMs', message: '' }]
    throw new VedetteError('overview.bad-since', overviewErrors.rows['overview.bad-since'], params, { fields })
  }
  return fromMs
}
function checkZone(zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch (error) {
    throw overviewErrors['overview.unknown-zone']({ zone }, error)
  }
}

export async function mountRoutes(plain: FastifyInstance, context: Context, queries: OverviewQueries): Promise<void> {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { clock, config, desk, link, log } = context

  /** What cannot be asked is not shown as good: the page says that nothing is watched. */
  const readMarks = async (): Promise<readonly WatchedMark[]> => {
    try {
      return await desk.watched()
    } catch (error) {
      log.warn({ err: error }, 'what is watched could not be asked')
      return []
    }
  }
  const readSteps = async (request: FastifyRequest) => {
    if (request.principal.role !== 'admin' || (await queries.isDismissed(FIRST_STEPS))) return null
    const steps = await readFirstSteps(desk, request.preferences)
    return steps.every(({ done }) => done) ? null : steps
  }

  scope.get(
    '/',
    {
      config: viewer,
      schema: { summary: 'Show the verdict, what needs you and what is watched', response: { 200: overviewSchema } },
    },
    async (request) => {
      const nowMs = clock.now()
      const [marks, firstSteps] = await Promise.all([readMarks(), readSteps(request)])
      const hosts = link.hosts()
      const counts = desk.findings.counts()
      const needsYou = desk.findings.open().filter(({ quiet }) => quiet === null)
      const { muted, expected, maintenance, acknowledged, folded } = counts
      const overview: Overview = {
        atMs: nowMs,
        verdict: toVerdict({ counts, marks, hosts, nowMs, staleAfterMs: config.staleAfterSeconds * 1000 }),
        needsYou: needsYou.slice(0, SHOWN_FINDINGS),
        needsYouTotal: needsYou.length,
        quiet: {
          total: muted + expected + maintenance + acknowledged + folded,
          muted,
          expected,
          maintenance,
          acknowledged,
          folded,
        },
        watched: worstFirst(marks),
        hosts: [...hosts],
        firstSteps,
      }
      return overview
    },
  )

  scope.post(
    '/first-steps/dismiss',
    {
      config: { access: { role: 'admin', action: 'overview.first-steps-dismiss' } },
      schema: { summary: 'Put the first steps away' },
    },
    async (request, reply) => {
      await queries.dismiss(FIRST_STEPS, request.principal.name, clock.now())
      request.auditNote = { target: FIRST_STEPS }
      return reply.code(204).send()
    },
  )

  scope.get(
    '/changes',
    {
      config: viewer,
      schema: {
        summary: 'List what changed, newest first',
        querystring: changesQuerySchema,
        response: { 200: changesSchema },
      },
    },
    async (request) => {
      const toMs = clock.now() + 1
      const fromMs = toFrom(request.query.sinceMs, toMs, 24)
      const limit = Math.min(request.query.limit ?? config.changesLimit, config.changesLimit)
      const { role } = request.principal
      return { fromMs, toMs, ...(await readChanges(desk, queries, { role, fromMs, toMs, limit })) }
    },
  )

  scope.get(
    '/search',
    {
      config: viewer,
      schema: {
        summary: 'Search everything: a user, an address, a host, a process, a URL',
        querystring: searchQuerySchema,
        response: { 200: searchSchema },
      },
    },
    async (request) => searchAll(desk, request.query.q),
  )

  scope.get(
    '/shift',
    {
      config: viewer,
      schema: {
        summary: 'Write the shift report, as data or as text',
        querystring: shiftQuerySchema,
        response: {
          200: {
            content: { 'application/json': { schema: shiftSchema }, 'text/plain': { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const { format = 'json', sinceMs } = request.query
      const toMs = clock.now() + 1
      const fromMs = toFrom(sinceMs, toMs, 8)
      const language = request.query.language ?? request.language
      const own = request.preferences?.zone ?? 'auto'
      const chosen = own === 'auto' ? undefined : own
      const zone = request.query.zone === undefined ? chosen : checkZone(request.query.zone)
      const report = await readShift(desk, queries, { role: request.principal.role, fromMs, toMs })
      if (format === 'json') return report
      const say = (text: Parameters<typeof desk.render>[0]) =>
        desk.render(text, { language, ...(zone === undefined ? {} : { zone }) })
      return reply.type('text/plain; charset=utf-8').send(writeShift(report, say))
    },
  )
}
