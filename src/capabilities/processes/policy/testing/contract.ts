/** What every place of policies promises, asked of each adapter through the store people use. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFakeClock } from '../../../../core/clock.ts'
import { silentLog } from '../../../../core/log/silent-log.ts'
import { catalog } from '../../catalog/catalog.ts'
import { createPolicyStore, POLL_MS } from '../policy-store.ts'
import type { PolicySource, PolicyStore } from '../port.ts'
import type { CatalogEntry } from '../schema.ts'

export interface PolicyGround {
  /** Another console on the same place. */
  open(): PolicySource
  close(): Promise<void>
}

const nginx: CatalogEntry = {
  name: 'nginx',
  platform: 'common',
  category: 'web',
  description: { en: 'Serves our shop.', ko: '쇼핑몰을 제공합니다.', ru: 'Обслуживает магазин.' },
  policy: { is_system: false, terminatable: false, reason: 'Ask the shop team first.' },
  tags: ['shop'],
}
const ours: CatalogEntry = {
  ...nginx,
  name: 'shopd',
  platform: 'linux',
  policy: { ...nginx.policy, terminatable: true },
}
const everything = { offset: 0, limit: 500 }

export function runPolicyContract(name: string, openGround: () => Promise<PolicyGround>): void {
  describe(name, () => {
    let ground: PolicyGround
    let clock: ReturnType<typeof createFakeClock>
    const stores: PolicyStore[] = []
    async function start(entries: readonly CatalogEntry[] = catalog): Promise<PolicyStore> {
      const store = createPolicyStore({ source: ground.open(), catalog: entries, clock, log: silentLog })
      stores.push(store)
      await store.start()
      return store
    }
    /** Until the policies of this store have changed. */
    const change = (store: PolicyStore) =>
      new Promise<void>((resolve) => {
        const stop = store.onChange(() => {
          stop()
          resolve()
        })
      })
    beforeEach(async () => {
      clock = createFakeClock()
      ground = await openGround()
    })
    afterEach(async () => {
      await Promise.all(stores.splice(0).map((store) => store.stop()))
      await ground.close()
    })

    test('is seeded with the catalog, and what was kept comes back as it was', async () => {
      const store = await start()
      expect(store.state()).toMatchObject({ reachable: true, knownCount: catalog.length, ruleCount: 0, refused: [] })
      const at = new Date(clock.now()).toISOString()
      const wanted = new Map(
        catalog.map((entry) => [`${entry.platform} ${entry.name}`, { ...entry, created_at: at, updated_at: at }]),
      )
      const kept = new Map(store.export().known_processes.map((entry) => [`${entry.platform} ${entry.name}`, entry]))
      expect(kept).toEqual(wanted)
    })

    test('an edit survives the next start, and is an edit', async () => {
      await (await start()).put(nginx)
      const store = await start()
      expect(store.get(nginx)).toMatchObject({ ...nginx, updated_at: new Date(clock.now()).toISOString() })
      expect(store.list({ ...everything, edited: true }).rows.map((row) => row.name)).toEqual(['nginx'])
    })

    test('an edit keeps when the entry was made', async () => {
      const store = await start()
      const { created_at } = store.get(nginx)
      clock.advance(60_000)
      expect(await store.put(nginx)).toMatchObject({ created_at, updated_at: new Date(clock.now()).toISOString() })
    })

    test('what a person deleted does not come back, and what a newer console brings does', async () => {
      const store = await start(catalog.filter((entry) => entry.name !== 'sshd'))
      await store.delete({ name: 'nginx', platform: 'common' })
      expect(store.lookup('nginx', 'linux')).toBeUndefined()
      const newer = await start()
      expect(newer.lookup('nginx', 'linux')).toBeUndefined()
      expect(newer.lookup('sshd', 'linux')?.name).toBe('sshd')
    })

    test('a (name, platform) is there once', async () => {
      const store = await start()
      await Promise.all([store.put(ours), store.put({ ...ours, tags: ['second'] })])
      expect(store.list({ ...everything, q: 'shopd' }).total).toBe(1)
      await store.put({ ...ours, platform: 'windows' })
      expect(store.list({ ...everything, q: 'shopd' }).total).toBe(2)
    })

    test('a change of one console is in force in another within five seconds', async () => {
      const [one, two] = [await start(), await start()]
      expect(two.decide({ name: 'nginx', platform: 'linux' }).policy.reason).toBe('daemon')
      await one.put(nginx)
      const changed = change(two)
      clock.advance(POLL_MS)
      await changed
      expect(POLL_MS).toBeLessThan(5000)
      expect(two.decide({ name: 'nginx', platform: 'linux' }).policy.reason).toBe(nginx.policy.reason)
      await one.delete(nginx)
      const gone = change(two)
      clock.advance(POLL_MS)
      await gone
      expect(two.decide({ name: 'nginx', platform: 'linux' }).from).toBe('unknown')
    })

    test('“sync now” sees a change at once', async () => {
      const [one, two] = [await start(), await start()]
      await one.put(ours)
      await two.refresh()
      expect(two.lookup('shopd', 'linux')).toMatchObject(ours)
    })

    test('a rule is kept, changed and deleted', async () => {
      const [one, two] = [await start(), await start()]
      const policy = { is_system: false, terminatable: false, reason: 'Payments.' }
      const rule = await one.putRule({ name: 'java', path: '/opt/pay/**', user: 'pay', policy })
      await two.refresh()
      expect(two.rules()).toEqual([rule])
      expect(two.decide({ name: 'java', platform: 'linux', path: '/opt/pay/bin/java', user: 'pay' })).toMatchObject({
        from: 'rule',
        policy,
        ruleIds: [rule.id],
      })
      clock.advance(1000)
      const changed = await one.putRule({ user: 'pay', policy }, rule.id)
      expect(changed).toEqual({
        id: rule.id,
        user: 'pay',
        policy,
        created_at: rule.created_at,
        updated_at: new Date(clock.now()).toISOString(),
      })
      await two.refresh()
      expect(two.rules()).toEqual([changed])
      await one.deleteRule(rule.id)
      await two.refresh()
      expect(two.rules()).toEqual([])
      await expect(one.deleteRule(rule.id)).rejects.toMatchObject({ code: 'processes.rule-unknown' })
      await expect(one.putRule({ user: 'pay', policy }, rule.id)).rejects.toMatchObject({ status: 404 })
    })

    test('what is not there cannot be deleted', async () => {
      const store = await start()
      await expect(store.delete({ name: 'nobody', platform: 'linux' })).rejects.toMatchObject({
        code: 'processes.policy-unknown',
        status: 404,
      })
    })

    test('reasons are kept as a key, as one’s own words, and in three languages', async () => {
      const store = await start()
      const reason = { en: 'Ask first.', ko: '먼저 물어보십시오.', ru: 'Сначала спросите.' }
      await store.put({ ...ours, policy: { ...ours.policy, reason } })
      expect((await start()).get(ours).policy.reason).toEqual(reason)
    })

    test('an export of one place is imported by another', async () => {
      const store = await start()
      await store.put(ours)
      await store.putRule({ user: 'pay', policy: { is_system: true, terminatable: false, reason: '' } })
      const exported = JSON.parse(JSON.stringify(store.export()))
      await store.delete(ours)
      for (const { id } of store.rules()) await store.deleteRule(id)
      expect(await store.import(exported)).toEqual({ known: catalog.length + 1, rules: 1 })
      expect(store.get(ours)).toMatchObject(ours)
      expect(store.rules()).toMatchObject([{ user: 'pay' }])
      expect(store.list({ ...everything, edited: true }).total).toBe(1)
    })

    test('one bad row and nothing is imported', async () => {
      const store = await start()
      const bad = { ...ours, name: 'second', policy: { ...ours.policy, terminatable: 'yes' } }
      await expect(store.import([ours, bad])).rejects.toMatchObject({
        code: 'processes.import-row',
        status: 400,
        params: { row: 2, name: 'second', field: 'policy.terminatable', expected: 'true | false' },
      })
      await store.refresh()
      expect(store.lookup('shopd', 'linux')).toBeUndefined()
      expect(store.state().knownCount).toBe(catalog.length)
    })
  })
}
