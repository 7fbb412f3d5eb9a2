/** Agent, link, console and web server together, on this machine's real processes: for tests. */
import { Value } from 'typebox/value'
import { setup as setupAgent } from '../../src/capabilities/processes/agent.ts'
import { type ProcessesConfig, processesConfigSchema } from '../../src/capabilities/processes/config.ts'
import { processes as manifest } from '../../src/capabilities/processes/index.ts'
import type { ProcessChanges, ProcessList } from '../../src/capabilities/processes/schema.ts'
import { setup } from '../../src/capabilities/processes/server.ts'
import type { Rule, Sample, Series, ServerContext, ServerParts } from '../../src/core/capability.ts'
import { type Clock, systemClock } from '../../src/core/clock.ts'
import { findingsMigrations } from '../../src/core/findings/migrations.ts'
import { createTestFindings } from '../../src/core/findings/testing.ts'
import { createLive, type LiveSocket } from '../../src/core/live.ts'
import { silentLog } from '../../src/core/log/silent-log.ts'
import { createMetrics } from '../../src/core/metrics.ts'
import type { Role } from '../../src/core/schema.ts'
import { createThreads } from '../../src/core/threads.ts'
import { createLocalLink } from '../../src/link/memory.ts'
import { migratePart } from '../../src/store/migrate.ts'
import { startTestHttp } from './http.ts'

const TOPIC = 'processes.list:local'

/** `program`: an admin's token. */
export type Asker = Role | 'program'
export type World = Awaited<ReturnType<typeof startWorld>>

export async function startWorld(settings: Partial<ProcessesConfig> = {}) {
  let aheadMs = 0
  // The console's own; the agent goes by the real one.
  const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs }
  const kept: Sample[] = []
  const series: Series = {
    append: async (samples) => void kept.push(...samples),
    read: async () => [],
    list: async () => [],
  }
  const threads = createThreads()
  const web = await startTestHttp()
  const { db, dataDir } = web
  await migratePart(db, 'core-findings', findingsMigrations)
  await migratePart(db, 'processes', (await manifest.migrations?.()) ?? [])
  const rules: Record<string, Rule> = Object.fromEntries(
    Object.entries(manifest.rules ?? {}).map(([name, rule]) => [`processes.${name}`, rule]),
  )
  const engine = await createTestFindings(db, { rules, clock: web.clock as never })
  const config: ProcessesConfig = {
    ...Value.Parse(processesConfigSchema, Value.Default(processesConfigSchema, {})),
    watchedEveryMs: 500,
    ...settings,
  }
  const link = createLocalLink({ host: 'local', name: 'web-1', clock: systemClock, log: silentLog })
  const live = createLive({ clock: systemClock, log: silentLog, version: '1', topics: manifest.topics ?? {} })
  const server: ServerParts = await setup({
    config,
    log: silentLog,
    clock,
    metrics: createMetrics({ series, log: silentLog }).forCapability('processes', manifest.metrics ?? {}),
    findings: engine.desk.forCapability('processes'),
    audit: web.audit,
    link,
    live,
    threads,
    db,
  } as unknown as ServerContext<ProcessesConfig>)
  await web.http.mount({ id: 'processes' }, server)
  const agent = setupAgent({
    host: 'local',
    config,
    dataDir,
    log: silentLog,
    clock: systemClock,
    threads,
    push: link.push,
  })
  link.attach(agent.answers ?? {})
  const people = new Map<Asker, Record<string, string>>()
  for (const role of ['viewer', 'operator', 'admin'] as const) people.set(role, (await web.person(role)).headers)
  people.set('program', (await web.token('admin')).headers)
  const ask = async (who: Asker, method: 'GET' | 'POST' | 'PUT', path: string, body?: object) => {
    const answer = await web.ask(method, `/api/processes${path}`, {
      headers: people.get(who) ?? {},
      ...(body ? { body } : {}),
    })
    return {
      status: answer.statusCode,
      raw: answer.rawPayload,
      body: String(answer.headers['content-type']).includes('json') ? answer.json() : undefined,
    }
  }
  return {
    web,
    db,
    dataDir,
    live,
    server,
    kept,
    ask,
    list: async () => (await ask('viewer', 'GET', '/local/list')).body as ProcessList,
    /** As if the console had been running for so much longer. */
    advance(byMs: number) {
      aheadMs += byMs
    },
    /** Somebody's page is open: looks come often, and what changed is heard. */
    watch() {
      const heard: { readonly data?: ProcessChanges }[] = []
      let hear: (data: { toString(): string }) => void = () => undefined
      const socket: LiveSocket = {
        bufferedAmount: 0,
        send: (text) => void heard.push(JSON.parse(text)),
        close: () => undefined,
        terminate: () => undefined,
        ping: () => undefined,
        on: (event: string, listener: unknown) => {
          if (event === 'message') hear = listener as typeof hear
        },
      }
      live.accept(socket, { kind: 'user', id: 'v', name: 'v', role: 'viewer' }, web.origin)
      hear(JSON.stringify({ type: 'subscribe', topics: [TOPIC] }))
      return {
        changes: () => heard.flatMap(({ data }) => (data ? [data] : [])),
        end: () => hear(JSON.stringify({ type: 'unsubscribe', topics: [TOPIC] })),
      }
    },
    findings: () => engine.desk.open(),
    async close() {
      await agent.stop?.()
      await server.stop?.()
      await threads.close()
      link.close()
      live.close()
      await web.close()
    },
  }
}
