/** Composition root of the console: chooses adapters, mounts capabilities, and stops everything again. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startAgent } from './agent.ts'
import { openBus } from './bus/open-bus.ts'
import { type ConsoleCore, openCore } from './console-core.ts'
import type { Bus } from './core/bus.ts'
import type { Capability, Job, ServerContext } from './core/capability.ts'
import type { ConsoleSettings, ServerSettings } from './core/config/sections.ts'
import type { EffectiveSettings } from './core/config/settings.ts'
import { takeConsoleLock } from './core/console-lock.ts'
import { createSelfWatch } from './core/core-metrics.ts'
import { createHttp } from './core/http/http.ts'
import type { HealthReport } from './core/http.ts'
import type { LogOffice } from './core/log/log.ts'
import { programUrl } from './core/program.ts'
import { LOCAL_HOST } from './core/schema.ts'
import type { Renderer } from './core/texts/render.ts'
import { createThreads } from './core/threads.ts'
import { createLocalLink, type LocalLink } from './link/memory.ts'

export interface RunningConsole {
  readonly url: string
  /** The one-time link of the first start; absent once there is an admin. */
  readonly signInLink?: string
  readonly secure: boolean
  readonly exposed: boolean
  close(): Promise<void>
}

/** How often the data folder is held to its budget. */
const BUDGET_EVERY_MS = 10 * 60_000
/** Next to `src/` in a clone, next to the built files in the package. */
const WEB_DIR = fileURLToPath(programUrl('dist/web/'))

export async function startServer(options: {
  settings: EffectiveSettings
  log: LogOffice
  renderer: Renderer
  version: string
  startedMs: number
}): Promise<RunningConsole> {
  const { settings, log, renderer, version } = options
  const chosen = settings.section<ConsoleSettings>('console')
  const server = settings.section<ServerSettings>('server')
  await applyOutgoing(chosen)
  /** What has been opened so far, closed in the opposite order: also when a later step fails. */
  const opened: (() => Promise<void> | void)[] = []
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const lock = takeConsoleLock(settings.dataDir, options.startedMs)
    opened.push(() => lock.release())
    const core = await openCore({ settings, log, renderer, version, hold: true })
    opened.push(core.close)
    const threads = createThreads()
    opened.push(threads.close)
    const bus = await openBus(settings, log)
    if (bus) opened.push(bus.close)
    const link = createLocalLink({ host: LOCAL_HOST, name: core.name, clock: core.clock, log: log.forModule('link') })
    opened.push(() => link.close())
    const web = await createHttp({
      settings: server,
      webDir: WEB_DIR,
      version,
      auth: core.auth,
      audit: core.audit,
      log: log.forModule('http'),
      clock: core.clock,
      renderer,
      registry: core.metrics.registry,
      health: () => reportHealth(core),
      live: core.live,
    })
    opened.push(web.close)
    core.auth.onRevoked((principal) => core.live.drop(principal))
    for (const capability of core.on) {
      const stop = await mount(capability, { version, core, link, threads, settings, log, web, bus })
      if (stop) opened.push(stop)
    }
    const agent = await startAgent({
      host: LOCAL_HOST,
      settings,
      off: chosen.off,
      log,
      clock: core.clock,
      threads,
      push: link.push,
    })
    opened.push(agent.stop)
    link.attach(agent.answers)
    await core.findings.start()
    opened.push(core.findings.stop)
    const watch = createSelfWatch(core.coreNumbers, () => core.live.readers)
    opened.push(watch.stop)
    core.jobs.add('core', [watch.job, createBudgetJob(core)])
    opened.push(core.jobs.stop)
    const listening = await web.listen()
    lock.setAddress(listening.url)
    const secret = await core.auth.makeFirstAdminSecret()
    return {
      ...listening,
      ...(secret ? { signInLink: `${listening.url}/welcome#token=${secret}` } : {}),
      close: closeAll,
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

interface Lent {
  readonly version: string
  readonly core: ConsoleCore
  readonly link: LocalLink
  readonly threads: ServerContext<never>['threads']
  readonly settings: EffectiveSettings
  readonly log: LogOffice
  readonly web: Awaited<ReturnType<typeof createHttp>>
  readonly bus: Bus | undefined
}

/** A capability that cannot be set up says so in `up` and the log; the others are served. */
async function mount(capability: Capability, lent: Lent): Promise<(() => Promise<void>) | undefined> {
  const { core, settings } = lent
  const log = lent.log.forModule(capability.id)
  if (!capability.server) return undefined
  try {
    const { setup } = await capability.server()
    const parts = await setup({
      version: lent.version,
      config: settings.section<never>(capability.id),
      dataDir: settings.dataDir,
      ...(lent.bus ? { bus: lent.bus } : {}),
      log,
      clock: core.clock,
      metrics: core.metrics.forCapability(capability.id, capability.metrics ?? {}),
      events: core.events,
      findings: core.findings.forCapability(capability.id),
      series: core.store.series,
      db: core.store.db,
      secrets: core.secrets,
      audit: core.audit,
      link: lent.link,
      live: core.live,
      threads: lent.threads,
      desk: core.desk,
    })
    await lent.web.mount(capability, parts)
    core.mounted.set(capability.id, parts)
    core.jobs.add(capability.id, parts.jobs ?? [])
    core.coreNumbers.set('up', 1, { capability: capability.id })
    return async () => parts.stop?.()
  } catch (error) {
    core.coreNumbers.set('up', 0, { capability: capability.id })
    log.error({ err: error }, 'this capability could not be set up; the others are served')
    return undefined
  }
}

function createBudgetJob(core: ConsoleCore): Job {
  return {
    name: 'disk-budget',
    everyMs: BUDGET_EVERY_MS,
    timeoutMs: 60_000,
    run: async () => {
      await core.store.enforceBudget()
    },
  }
}

async function reportHealth(core: ConsoleCore): Promise<HealthReport> {
  const [store, storage] = await Promise.all([core.store.health(), core.store.storage.report()])
  const failing = core.jobs.list().filter((job) => job.failures >= 3)
  const parts = {
    store: { ok: store.ok, detail: store.detail },
    disk: { ok: storage.state !== 'full', detail: storage.state },
    jobs: { ok: failing.length === 0, detail: failing.map((job) => `${job.name}: ${job.lastError}`).join('; ') },
  }
  // A failing job is worth saying, but it does not make the console unfit to serve.
  return { ok: store.ok, parts }
}

/**
 * Node reads these only from the environment at its start; from a settings file they are applied here.
 * Both modules are imported only then: an import makes every name they export, among them WebSocket, which
 * loads Node's HTTP client (12 MB), and the certificates of all authorities.
 */
async function applyOutgoing(chosen: ConsoleSettings) {
  if (chosen.extraCaCerts) {
    const tls = await import('node:tls')
    const extra = readFileSync(chosen.extraCaCerts, 'utf8')
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), extra])
  }
  if (chosen.httpsProxy) {
    const http = await import('node:http')
    http.setGlobalProxyFromEnv({ https_proxy: chosen.httpsProxy })
  }
}
