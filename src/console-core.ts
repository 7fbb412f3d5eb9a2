/** The core without HTTP: store, keys, audit, people and findings, opened alike for the server and for a command. */
import { hostname } from 'node:os'
import { capabilities } from './capabilities.ts'
import { createAudit } from './core/audit/audit.ts'
import { auditMigrations } from './core/audit/migrations.ts'
import { createAuth } from './core/auth/auth.ts'
import { authMigrations } from './core/auth/migrations.ts'
import type { Capability, Rule, ServerParts, Topic } from './core/capability.ts'
import { systemClock } from './core/clock.ts'
import type { ConsoleSettings, StoreSettings } from './core/config/sections.ts'
import type { EffectiveSettings } from './core/config/settings.ts'
import { coreMetrics } from './core/core-metrics.ts'
import type { Desk } from './core/desk.ts'
import { createEvents } from './core/events.ts'
import { createFindings } from './core/findings/findings.ts'
import { findingsMigrations } from './core/findings/migrations.ts'
import { createJobs, jobsMigrations } from './core/jobs.ts'
import { readOrCreateKey } from './core/key-file.ts'
import { createLive } from './core/live.ts'
import type { LogOffice } from './core/log/log.ts'
import { createMetrics } from './core/metrics.ts'
import { createSecrets, secretsMigrations } from './core/secrets.ts'
import type { Renderer } from './core/texts/render.ts'
import { type MigratedPart, openStore } from './store/open-store.ts'

/** Every part with tables, in the order in which they are brought up to date. */
export async function migratedParts(): Promise<readonly MigratedPart[]> {
  const own = await Promise.all(
    capabilities.map(async ({ id, migrations }) => ({ id, migrations: (await migrations?.()) ?? [] })),
  )
  return [
    { id: 'core-audit', migrations: auditMigrations },
    { id: 'core-auth', migrations: authMigrations },
    { id: 'core-findings', migrations: findingsMigrations },
    { id: 'core-jobs', migrations: jobsMigrations },
    { id: 'core-secrets', migrations: secretsMigrations },
    ...own.filter(({ migrations }) => migrations.length > 0),
  ]
}

/** `<capability>.<name>` → what the manifests say under that name. */
function gatherRows<Row>(
  among: readonly Capability[],
  pick: (capability: Capability) => Readonly<Record<string, Row>> | undefined,
): Record<string, Row> {
  return Object.fromEntries(
    among.flatMap((capability) =>
      Object.entries(pick(capability) ?? {}).map(([name, row]) => [
        name.startsWith(`${capability.id}.`) ? name : `${capability.id}.${name}`,
        row,
      ]),
    ),
  )
}

export interface CoreOptions {
  readonly settings: EffectiveSettings
  readonly log: LogOffice
  readonly renderer: Renderer
  readonly version: string
  /** The console itself, not a command: it keeps every other console off the database. */
  readonly hold?: boolean
}
export type ConsoleCore = Awaited<ReturnType<typeof openCore>>

/** Opens the store and brings its tables up to date; `close` lets everything go again. */
export async function openCore(options: CoreOptions) {
  const { settings, log, renderer } = options
  const clock = systemClock
  const { dataDir } = settings
  const chosen = settings.section<ConsoleSettings>('console')
  const on = capabilities.filter(({ id }) => !chosen.off.includes(id))
  const { url, budgetBytes, rawDays, minuteDays, tenMinuteDays, hourDays } = settings.section<StoreSettings>('store')
  const store = await openStore({
    ...(url ? { url } : {}),
    dataDir,
    log: log.forModule('store'),
    clock,
    budgetBytes,
    keepDays: { raw: rawDays, minute: minuteDays, tenMinutes: tenMinuteDays, hour: hourDays },
  })
  try {
    if (options.hold) await store.hold()
    for (const part of await migratedParts()) await store.migrate(part.id, part.migrations)
    const { db, series } = store
    const audit = await createAudit({
      db,
      dataDir,
      clock,
      log: log.forModule('audit'),
      key: readOrCreateKey(dataDir, 'audit', chosen.auditKey),
    })
    const auth = await createAuth({ db, clock, log: log.forModule('auth') })
    const secrets = createSecrets({ db, clock, key: readOrCreateKey(dataDir, 'secrets', chosen.secretsKey) })
    const events = createEvents(log.forModule('events'))
    const live = createLive({
      clock,
      log: log.forModule('live'),
      version: options.version,
      topics: gatherRows<Topic>(on, ({ topics }) => topics),
      onPrivateRead: (who, from, topic) => {
        const [action = '', host = '', ...target] = topic.split(':')
        audit
          .append({ who, from, host, action, target: target.join(':'), outcome: 'read' })
          .catch((error: unknown) =>
            log.forModule('audit').error({ err: error, topic }, 'a private read was not recorded'),
          )
      },
    })
    const rules = gatherRows<Rule>(on, (capability) => capability.rules)
    const findings = await createFindings({ db, clock, log: log.forModule('findings'), events, live, series, rules })
    const metrics = createMetrics({ series, log: log.forModule('metrics') })
    const coreNumbers = metrics.forCapability('core', coreMetrics)
    const jobs = createJobs({ db, clock, log: log.forModule('jobs'), metrics: coreNumbers })
    const mounted = new Map<string, ServerParts>()
    const desk: Desk = {
      auth,
      audit,
      findings,
      storage: store.storage,
      jobs,
      search: (query) => searchEverywhere(mounted, query),
      watched: async () => (await Promise.all([...mounted.values()].map((parts) => parts.watched?.() ?? []))).flat(),
      render: (text, { language, zone }) => renderer.render(text, { language, zone: zone ?? chosen.zone }),
      settings: () => settings.list(),
    }
    return {
      clock,
      store,
      audit,
      auth,
      secrets,
      events,
      live,
      findings,
      metrics,
      coreNumbers,
      jobs,
      mounted,
      /** Capabilities that are not switched off. */
      on,
      desk,
      name: chosen.name || hostname(),
      close: async () => {
        live.close()
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A capability that has not answered by then is named as missing. */
const SEARCH_TIMEOUT_MS = 2_000

async function searchEverywhere(mounted: ReadonlyMap<string, ServerParts>, query: string) {
  const signal = AbortSignal.timeout(SEARCH_TIMEOUT_MS)
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  late.catch(() => undefined)
  const asked = [...mounted].flatMap(([id, parts]) => (parts.search ? [{ id, search: parts.search.bind(parts) }] : []))
  const answers = await Promise.allSettled(asked.map(({ search }) => Promise.race([search(query, signal), late])))
  return {
    hits: answers
      .flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
      .sort((a, b) => b.score - a.score || a.title.localeCompare(b.title)),
    missing: asked.filter((_, index) => answers[index]?.status === 'rejected').map(({ id }) => id),
  }
}
