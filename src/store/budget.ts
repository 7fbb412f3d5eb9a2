/** Keeps the data folder within its budget: history gives way, oldest and finest first; nothing else ever does. */
import type { Log } from '../core/capability.ts'
import { readUsage, type StorageParts } from './storage-report.ts'

/** Room made beyond the limit, so that the next minutes fit too. */
const HEADROOM_SHARE = 0.05
/** A file shrinks by more than the chunks' own bytes: part of what is missing is evicted, then measured again. */
const ROUND_SHARE = 0.7
const MAX_ROUNDS = 8

export async function enforceBudget(parts: StorageParts, log: Log): Promise<{ freedBytes: number }> {
  const before = await readUsage(parts)
  if (before.usedBytes <= parts.budgetBytes) return { freedBytes: 0 }
  const targetBytes = parts.budgetBytes * (1 - HEADROOM_SHARE)
  // Journals and free pages go first: they hold nothing.
  await parts.series.evict(0)
  let { usedBytes } = await readUsage(parts)
  for (let round = 0; round < MAX_ROUNDS && usedBytes > targetBytes; round++) {
    const { freedBytes } = await parts.series.evict((usedBytes - targetBytes) * ROUND_SHARE)
    if (freedBytes === 0) break
    usedBytes = (await readUsage(parts)).usedBytes
  }
  const freedBytes = Math.max(0, before.usedBytes - usedBytes)
  log.warn(
    { freedBytes, usedBytes, budgetBytes: parts.budgetBytes },
    'the data folder was over its budget: history was evicted',
  )
  return { freedBytes }
}
