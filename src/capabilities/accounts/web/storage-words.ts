/** What the store reports, in words and in order. Pure. */
import type { State } from '../../../../web/ui/state.tsx'
import type { StorageView } from '../schema.ts'

export type StorageUse = StorageView['uses'][number]

export const STORAGE_STATE: Readonly<Record<StorageView['state'], State>> = {
  ok: 'good',
  'nearly-full': 'caution',
  full: 'danger',
}

/** `series 10 min` → `series-10-min`: the words of a use are at this key. */
export const toUseKey = ({ what }: Pick<StorageUse, 'what'>) =>
  `accounts.page.use.${what
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')}`

/** What is let go when the budget is used up, first what goes first. */
export const listEvictions = (uses: readonly StorageUse[]): readonly StorageUse[] =>
  uses
    .filter(({ evictionOrder }) => evictionOrder !== undefined)
    .sort((a, b) => (a.evictionOrder ?? 0) - (b.evictionOrder ?? 0))

/** Empty files of the console's own housekeeping tell nobody anything. */
export const listUses = (uses: readonly StorageUse[]): readonly StorageUse[] =>
  uses.filter(({ sizeBytes, rows }) => sizeBytes > 0 || rows !== undefined)

/** How much room there really is: the budget, or less when the disk is smaller. */
export function readRoom(storage: Pick<StorageView, 'budgetBytes' | 'usedBytes' | 'freeBytes'>): {
  readonly limitBytes: number
  readonly percent: number
  readonly diskDecides: boolean
} {
  const onDisk = storage.usedBytes + storage.freeBytes
  const diskDecides = onDisk < storage.budgetBytes
  const limitBytes = diskDecides ? onDisk : storage.budgetBytes
  return { limitBytes, diskDecides, percent: limitBytes > 0 ? (storage.usedBytes / limitBytes) * 100 : 100 }
}
