/** Policies over a real web server, accounts, audit and SQLite. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestHttp, type TestHttp } from '../../../../test/parts/http.ts'
import { createFakeClock } from '../../../core/clock.ts'
import { silentLog } from '../../../core/log/silent-log.ts'
import type { Role } from '../../../core/schema.ts'
import { migratePart } from '../../../store/migrate.ts'
import { catalog } from '../catalog/catalog.ts'
import { policyMigration } from './migration.ts'
import { createPolicyStore } from './policy-store.ts'
import type { PolicyStore } from './port.ts'
import { createRelationalPolicySource } from './relational.ts'
import { mountPolicyRoutes } from './routes.ts'

let web: TestHttp
let store: PolicyStore
const tokens = new Map<Role, Record<string, string>>()
beforeEach(async () => {
  web = await startTestHttp({
    capabilities: { processes: { routes: async (scope) => mountPolicyRoutes(scope, await open()) } },
  })
  for (const role of ['viewer', 'operator', 'admin'] as const) tokens.set(role, (await web.token(role)).headers)
})
afterEach(async () => {
  await store.stop()
  await web.close()
})
let place: Parameters<typeof createRelationalPolicySource>[0]
async function open(): Promise<PolicyStore> {
  const { openTestDatabase } = await import('../../../../test/parts/store.ts')
  const database = await openTestDatabase()
  await migratePart(database, 'processes', [policyMigration])
  place = database
  store = createPolicyStore({
    source: { ...createRelationalPolicySource(place), close: () => database.close() },
    catalog,
    clock: createFakeClock(),
    log: silentLog,
  })
  await store.start()
  return store
}
const ask = async (role: Role, method: string, path: string, body?: unknown) => {
  const headers = tokens.get(role) ?? {}
  const answer = await web.ask(method, `/api/processes/policies${path}`, {
    headers,
    ...(body === undefined ? {} : { body }),
  })
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? undefined : answer.json() }
}
const input = {
  category: 'web',
  description: { ko: '쇼핑몰을 제공합니다.' },
  policy: { is_system: false, terminatable: false, reason: 'Ask Anna.' },
  tags: ['shop'],
}

test('browses with filters and pages', async () => {
  const { status, body } = await ask('viewer', 'GET', '/known?q=sshd&platform=linux&limit=1')
  expect(status).toBe(200)
  expect(body).toMatchObject({ total: 2, rows: [{ name: 'sshd', platform: 'linux', edited: false }] })
  expect((await ask('viewer', 'GET', '/known?system=true&terminatable=true')).body).toMatchObject({ total: 0 })
  expect((await ask('viewer', 'GET', '/known?limit=0')).status).toBe(400)
  expect((await ask('viewer', 'GET', '/known?platform=beos')).status).toBe(400)
  expect((await ask('viewer', 'GET', '/known/windows/svchost.exe')).body).toMatchObject({ name: 'svchost.exe' })
  expect((await ask('viewer', 'GET', '/known/linux/nobody')).body).toMatchObject({
    status: 404,
    code: 'processes.policy-unknown',
  })
})

test('an admin edits, and it is in force at once and on record', async () => {
  const name = encodeURIComponent('shop/d 1')
  const { status, body } = await ask('admin', 'PUT', `/known/linux/${name}`, input)
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { name: 'shop/d 1', description: { en: '쇼핑몰을 제공합니다.', ru: '쇼핑몰을 제공합니다.' } },
  })
  expect(store.decide({ name: 'shop/d 1', platform: 'linux' }).policy).toEqual(input.policy)
  expect((await ask('admin', 'DELETE', `/known/linux/${name}`)).status).toBe(204)
  expect((await ask('admin', 'DELETE', `/known/linux/${name}`)).status).toBe(404)
  expect((await web.auditRows()).filter(({ action }) => action.startsWith('processes.'))).toMatchObject([
    { action: 'processes.policy-delete', target: 'linux/shop/d 1', outcome: 'done' },
    {
      action: 'processes.policy-edit',
      target: 'linux/shop/d 1',
      outcome: 'done',
      details: { is_system: false, terminatable: false, reason: 'Ask Anna.' },
    },
  ])
})

test.each([
  [{ ...input, policy: { ...input.policy, terminatable: 'yes' } }, '/policy/terminatable'],
  [{ ...input, category: 'shop' }, '/category'],
  [{ ...input, description: {} }, '/description'],
  [{ ...input, colour: 'red' }, '/colour'],
])('a bad edit names its field: %j', async (body, field) => {
  const answer = await ask('admin', 'PUT', '/known/linux/shopd', body)
  expect(answer).toMatchObject({ status: 400, body: { code: 'core.request-invalid' } })
  expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field)
})

test('rules are added, changed and deleted', async () => {
  const policy = { is_system: false, terminatable: false, reason: '' }
  const added = await ask('admin', 'POST', '/rules', { user: 'pay', path: '/opt/**', policy })
  expect(added.status).toBe(201)
  const { id } = added.body
  expect((await ask('viewer', 'GET', '/rules')).body).toMatchObject({ rules: [{ id, user: 'pay', path: '/opt/**' }] })
  expect((await ask('admin', 'PUT', `/rules/${id}`, { name: 'java', policy })).body).toMatchObject({ id, name: 'java' })
  expect((await ask('admin', 'POST', '/rules', { policy })).body).toMatchObject({ code: 'processes.rule-empty' })
  const loose = { name: 'java', policy: { ...policy, terminatable: true } }
  expect((await ask('admin', 'POST', '/rules', loose)).body).toMatchObject({ code: 'processes.rule-loosens' })
  expect((await ask('admin', 'DELETE', `/rules/${id}`)).status).toBe(204)
  expect((await ask('admin', 'PUT', `/rules/${id}`, { name: 'java', policy })).status).toBe(404)
  expect((await web.auditRows()).map(({ action }) => action)).toEqual([
    'processes.rule-delete',
    'processes.rule-edit',
    'processes.rule-add',
  ])
})

test('an export is imported, and one bad row imports nothing', async () => {
  await ask('admin', 'PUT', '/known/linux/shopd', input)
  const exported = await ask('viewer', 'GET', '/export')
  expect(exported.headers['content-disposition']).toMatch(/filename="vedette-policies-\d{4}-\d\d-\d\d\.json"/)
  expect(exported.body.known_processes).toHaveLength(catalog.length + 1)
  await ask('admin', 'DELETE', '/known/linux/shopd')
  expect((await ask('admin', 'POST', '/import', exported.body)).body).toEqual({ known: catalog.length + 1, rules: 0 })
  expect(store.lookup('shopd', 'linux')?.tags).toEqual(['shop'])
  const [first, second] = exported.body.known_processes
  const bad = [
    { ...first, tags: ['new'] },
    { ...second, platform: 'beos' },
  ]
  expect((await ask('admin', 'POST', '/import', bad)).body).toMatchObject({
    status: 400,
    code: 'processes.import-row',
    params: { row: 2, name: second.name, field: 'platform' },
    errors: [{ field: 'known_processes[2].platform' }],
  })
  expect(store.list({ offset: 0, limit: 1, tag: 'new' }).total).toBe(0)
  expect((await ask('admin', 'POST', '/import', {})).body).toMatchObject({ code: 'processes.import-unreadable' })
})

test('“sync now” reads at once and is no matter of record', async () => {
  const source = createRelationalPolicySource(place)
  await source.deleteKnown({ name: 'sshd', platform: 'linux' })
  const answer = await ask('operator', 'POST', '/sync')
  expect(answer).toMatchObject({ status: 200, body: { reachable: true, knownCount: catalog.length - 1 } })
  expect((await ask('viewer', 'GET', '/state')).body).toEqual(answer.body)
  expect(await web.auditRows()).toEqual([])
})

test.each([
  ['viewer', 'POST', '/sync'],
  ['operator', 'PUT', '/known/linux/sshd'],
  ['operator', 'DELETE', '/known/linux/sshd'],
  ['operator', 'POST', '/rules'],
  ['operator', 'PUT', '/rules/x'],
  ['operator', 'DELETE', '/rules/x'],
  ['operator', 'POST', '/import'],
] as const)('a %s may not %s %s', async (role, method, path) => {
  expect((await ask(role, method, path, method === 'DELETE' ? undefined : {})).status).toBe(403)
})
