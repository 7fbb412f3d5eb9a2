/** The bus that the settings name. Without one nothing of NATS is loaded. */
import type { Bus } from '../core/bus.ts'
import type { Settings } from '../core/capability.ts'
import type { BusSettings } from '../core/config/sections.ts'
import type { LogOffice } from '../core/log/log.ts'

export async function openBus(settings: Settings, log: LogOffice): Promise<Bus | undefined> {
  const { natsUrl } = settings.section<BusSettings>('bus')
  if (natsUrl.trim() === '') return undefined
  const { openNatsBus } = await import('./nats.ts')
  return openNatsBus({ url: natsUrl, log: log.forModule('bus') })
}
