/** For tests of the capabilities that show findings: a real web server, audit and people around an engine with a fake clock. */
import { Registry } from 'prom-client'
import { Value } from 'typebox/value'
import { createAudit } from '../audit/audit.ts'
import { auditMigrations } from '../audit/migrations.ts'
import { createAuth } from '../auth/auth.ts'
import { authMigrations } from '../auth/migrations.ts'
import type {
  Capability,
  Database,
  HostInfo,
  Link,
  Log,
  Migration,
  SearchHit,
  ServerContext,
  WatchedMark,
} from '../capability.ts'
import { createFakeClock } from '../clock.ts'
import { serverSection } from '../config/sections.ts'
import type { Desk } from '../desk.ts'
import { createHttp } from '../http/http.ts'
import { createMetrics } from '../metrics.ts'
import { LANGUAGES, type Role } from '../schema.ts'
import { findingsTexts } from '../texts/findings.ts'
import { httpTexts } from '../texts/http.ts'
import { createRenderer } from '../texts/render.ts'
import { findingsMigrations } from './migrations.ts'
import { createTestFindings, emptySeries } from './testing.ts'

const ignore = () => undefined
const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }

export interface TestWorld {
  readonly db: Database
  readonly dataDir: string
  migrate(part: string, migrations: readonly Migration[]): Promise<void>
  readonly texts?: Readonly<Record<string, string>>
  readonly marks?: () => readonly WatchedMark[]
  readonly hosts?: () => readonly HostInfo[]
  readonly search?: (query: string) => readonly SearchHit[]
  readonly settings?: ReturnType<Desk['settings']>
}

/** `ask` answers as a person of that role, by an API token. */
export async function startTestConsole(capability: Capability, world: TestWorld) {
  const { db, dataDir, migrate } = world
  await migrate('core-audit', auditMigrations)
  await migrate('core-auth', authMigrations)
  await migrate('core-findings', findingsMigrations)
  await migrate(capability.id, (await capability.migrations?.()) ?? [])
  const clock = createFakeClock()
  const audit = await createAudit({ db, dataDir, clock, log: silentLog, key: Buffer.alloc(32, 1) })
  const auth = createAuth({ db, clock, log: silentLog })
  const engine = await createTestFindings(db, { clock })
  const renderer = createRenderer()
  for (const language of LANGUAGES) {
    renderer.add(language, { ...findingsTexts[language], ...httpTexts[language] })
    renderer.add(language, await capability.texts[language]())
  }
  renderer.add('en', world.texts ?? {})
  const desk: Desk = {
    auth,
    audit,
    findings: engine.desk,
    storage: {
      report: () => Promise.reject(new Error('no storage here')),
      backup: () => Promise.reject(new Error('no storage here')),
    },
    jobs: { list: () => [] },
    search: async (query) => ({ hits: world.search?.(query) ?? [], missing: [] }),
    watched: async () => world.marks?.() ?? [],
    render: (text, options) => renderer.render(text, { ...options, zone: options.zone ?? 'UTC' }),
    settings: () => world.settings ?? [],
  }
  const hosts: Link['hosts'] =
    world.hosts ?? (() => [{ id: 'local', name: 'web-01', connected: true, lastSeenMs: clock.now() }])
  const metrics = createMetrics({ series: emptySeries, log: silentLog })
  const refuse = () => Promise.reject(new Error('not lent here'))
  const context: ServerContext<never> = {
    version: '0.1.0',
    dataDir,
    config: Value.Default(capability.config, {}) as never,
    log: silentLog,
    clock,
    metrics: metrics.forCapability(capability.id, capability.metrics ?? {}),
    events: engine.events,
    findings: engine.desk.forCapability(capability.id),
    series: emptySeries,
    db,
    secrets: { put: refuse, get: refuse, delete: refuse },
    audit,
    link: { hosts, request: refuse, onPush: () => ignore },
    live: { publish: ignore, watchers: () => 0, onWatch: () => ignore },
    threads: { run: refuse, open: () => ({ ended: refuse(), post: ignore }) },
    desk,
  }
  const module = await capability.server?.()
  if (!module) throw new Error(`${capability.id} has no server`)
  const parts = await module.setup(context)
  const web = await createHttp({
    settings: Value.Parse(serverSection, Value.Default(serverSection, {})),
    webDir: dataDir,
    version: 'test',
    auth,
    audit,
    log: silentLog,
    clock,
    renderer,
    registry: new Registry(),
    health: async () => ({ ok: true, parts: {} }),
  })
  await web.mount(capability, parts)
  const secrets = new Map<Role, string>()
  for (const role of ['viewer', 'operator', 'admin'] as const) {
    secrets.set(role, (await auth.addToken({ name: role, role })).secret)
  }
  const ask = async (role: Role, method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => {
    const headers = { authorization: `Bearer ${secrets.get(role)}`, host: '127.0.0.1:8000' }
    const url = `/api/${capability.id}${path}`
    const answer = await web.app.inject({ method, url, headers, ...(body ? { payload: body } : {}) })
    const isJson = String(answer.headers['content-type']).includes('json')
    return { status: answer.statusCode, text: answer.body, body: isJson ? answer.json() : undefined }
  }
  return { ...engine, context, desk, auth, audit, parts, metrics, web, ask, close: () => web.close() }
}
