/** Machines that captures are fetched from, in the store; their secrets are kept apart. */
import type { Database } from '../../../core/capability.ts'
import type { Site } from '../schema.ts'
import type { PacketsTables } from './tables.ts'

const toSite = ({ login, host_key, ...rest }: PacketsTables['packets_sites']): Site => ({
  ...rest,
  port: Number(rest.port),
  user: login,
  hostKey: host_key,
})

export function createSitesStore(database: Database) {
  const db = database.tables<PacketsTables>()
  const rows = () => db.selectFrom('packets_sites').selectAll()
  return {
    list: async (): Promise<Site[]> => (await rows().orderBy('name').execute()).map(toSite),
    async get(id: string): Promise<Site | undefined> {
      const row = await rows().where('id', '=', id).executeTakeFirst()
      return row && toSite(row)
    },
    async add({ user, hostKey, ...site }: Site): Promise<void> {
      await db
        .insertInto('packets_sites')
        .values({ ...site, login: user, host_key: hostKey })
        .execute()
    },
    async remove(id: string): Promise<void> {
      await db.deleteFrom('packets_sites').where('id', '=', id).execute()
    },
  }
}
