/** What the data folder holds, who uses it, and in which order it is let go (port; the work is in `store/`). */
export interface StorageUse {
  /** `series raw`, `findings`, `audit`, `logs` … */
  readonly what: string
  readonly capability: string
  readonly sizeBytes: number
  readonly rows?: number
  readonly oldestMs?: number
  /** Place in the order of eviction, 1 goes first; absent: never evicted. */
  readonly evictionOrder?: number
}
export interface StorageReport {
  readonly budgetBytes: number
  readonly usedBytes: number
  readonly freeBytes: number
  /** The disk or the budget is full: history waits in memory, everything acknowledged is kept. */
  readonly state: 'ok' | 'nearly-full' | 'full'
  readonly uses: readonly StorageUse[]
}
export interface StorageDesk {
  /** Not older than `maxAgeMs`; without it the sizes of tables, dear to count, may be minutes old. */
  report(options?: { readonly maxAgeMs?: number }): Promise<StorageReport>
  /** Writes one file with everything needed to restore; the secrets key only when asked for. */
  backup(file: string, options: { withKey: boolean }): Promise<{ readonly sizeBytes: number; readonly tables: number }>
}
