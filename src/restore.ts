/** `vedette restore`: a backup back into an empty data folder, while no console uses it. */
import { migratedParts } from './console-core.ts'
import { systemClock } from './core/clock.ts'
import type { StoreSettings } from './core/config/sections.ts'
import type { EffectiveSettings } from './core/config/settings.ts'
import { takeConsoleLock } from './core/console-lock.ts'
import type { LogOffice } from './core/log/log.ts'
import { restoreBackup } from './store/open-store.ts'

export async function restoreInto(file: string, settings: EffectiveSettings, log: LogOffice, startedMs: number) {
  const { url } = settings.section<StoreSettings>('store')
  const lock = takeConsoleLock(settings.dataDir, startedMs)
  try {
    return await restoreBackup(file, {
      dataDir: settings.dataDir,
      ...(url ? { url } : {}),
      log: log.forModule('restore'),
      clock: systemClock,
      parts: await migratedParts(),
    })
  } finally {
    lock.release()
  }
}
