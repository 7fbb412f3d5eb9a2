/** Captures with the same bytes as an older one. */
import type { Transaction } from 'kysely'
import type { PacketsTables } from './tables.ts'

/** A file that lies elsewhere is kept beside an older capture of the same bytes, and says so. */
export async function noteDuplicate(all: Transaction<PacketsTables>, capture: string, sha256: string): Promise<void> {
  const older = await all
    .selectFrom('packets_captures as c')
    .innerJoin('packets_captures as own', (join) => join.on('own.id', '=', capture))
    .select('c.id')
    .where('c.sha256', '=', sha256)
    .where('c.id', '!=', capture)
    .whereRef('c.added_us', '<=', 'own.added_us')
    .orderBy('c.added_us')
    .limit(1)
    .executeTakeFirst()
  await all
    .updateTable('packets_captures')
    .set({ duplicate_of: older?.id ?? null })
    .where('id', '=', capture)
    .where('origin', '=', 'folder')
    .execute()
}
