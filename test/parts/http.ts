/** The web server with real accounts and audit on a real database, for tests beside the code. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import type { AccountsConfig } from '../../src/capabilities/accounts/schema.ts'
import { setup as setupAccounts } from '../../src/capabilities/accounts/server.ts'
import { en } from '../../src/capabilities/accounts/texts/en.ts'
import { createAudit } from '../../src/core/audit/audit.ts'
import { createAuth } from '../../src/core/auth/auth.ts'
import type { ServerContext, ServerParts } from '../../src/core/capability.ts'
import { createFakeClock, systemClock } from '../../src/core/clock.ts'
import type { ServerSettings } from '../../src/core/config/sections.ts'
import type { Desk } from '../../src/core/desk.ts'
import { createHttp } from '../../src/core/http/http.ts'
import type { HttpOptions } from '../../src/core/http.ts'
import { silentLog } from '../../src/core/log/silent-log.ts'
import { LANGUAGES, type Role } from '../../src/core/schema.ts'
import { coreTextParts } from '../../src/core/texts/all.ts'
import { createRenderer } from '../../src/core/texts/render.ts'
import { freshDataDir, openTestDatabase } from './store.ts'

export const PASSWORD = 'correct horse battery'
const SETTINGS: ServerSettings = {
  host: '127.0.0.1',
  port: 0,
  publicUrl: '',
  allowedHosts: [],
  trustedProxies: [],
  tlsCert: '',
  tlsKey: '',
  corsAllowOrigins: [],
  corsAllowCredentials: false,
  enableDocs: true,
  openMetrics: true,
}

export interface HttpChanges {
  readonly settings?: Partial<ServerSettings>
  readonly options?: Partial<HttpOptions>
  readonly capabilities?: Readonly<Record<string, ServerParts>>
  readonly desk?: Partial<Desk>
}
export type TestHttp = Awaited<ReturnType<typeof startTestHttp>>

/** Not listening yet: `app.inject` is enough for most, `listen` for the rest. */
export async function startTestHttp(changes: HttpChanges = {}) {
  const dataDir = freshDataDir()
  const db = await openTestDatabase(dataDir)
  const clock = { ...createFakeClock(), after: systemClock.after }
  const log = silentLog
  const auth = createAuth({ db, clock, log, passwordCost: { memoryKib: 64, passes: 1, parallelism: 1 } })
  const audit = createAudit({ db, dataDir, clock, log, key: randomBytes(32) })
  const renderer = createRenderer()
  for (const part of coreTextParts) for (const language of LANGUAGES) renderer.add(language, part[language])
  renderer.add('en', en)
  const desk = { auth, audit, ...changes.desk } as Desk
  const settings = { ...SETTINGS, ...changes.settings }
  const http = await createHttp({
    settings,
    webDir: join(dataDir, 'no-build'),
    version: '1.2.3',
    auth,
    audit,
    log,
    clock,
    renderer,
    registry: new Registry(),
    health: async () => ({ ok: true, parts: { store: { ok: true, detail: 'fine' } } }),
    ...changes.options,
  })
  const context = { desk, clock, log, config: { backupFolder: '' } } as unknown as ServerContext<AccountsConfig>
  await http.mount({ id: 'accounts' }, setupAccounts(context))
  for (const [id, parts] of Object.entries(changes.capabilities ?? {})) await http.mount({ id }, parts)
  const { app } = http
  const secure = settings.tlsCert !== ''
  const origin = `${secure ? 'https' : 'http'}://127.0.0.1:8000`
  const host = '127.0.0.1:8000'

  /** Asks as a program would: no cookie, no Origin. */
  const ask = (method: string, url: string, more: { headers?: Record<string, string>; body?: unknown } = {}) =>
    app.inject({
      method: method as 'GET',
      url,
      headers: { host, ...more.headers },
      ...(more.body === undefined ? {} : { payload: more.body as object }),
    })
  /** Adds a person and signs in; the headers a browser would then send. */
  async function person(role: Role, name: string = role) {
    const user = await auth.addUser({ name, password: PASSWORD, role })
    const answer = await ask('POST', '/api/accounts/sign-in', {
      body: { name, password: PASSWORD },
      headers: { origin },
    })
    const [cookie] = answer.cookies
    return { user, headers: { cookie: `${cookie?.name}=${cookie?.value}`, origin } }
  }
  async function token(role: Role, capabilities?: readonly string[]) {
    const { secret } = await auth.addToken({ name: 'test', role, ...(capabilities ? { capabilities } : {}) })
    return { headers: { authorization: `Bearer ${secret}` } }
  }
  const auditRows = async () => (await audit.list({}, { limit: 500 })).rows
  return {
    http,
    app,
    auth,
    audit,
    clock,
    db,
    dataDir,
    origin,
    ask,
    person,
    token,
    auditRows,
    async close() {
      await http.close()
      await db.close()
    },
  }
}
