/** Load averages and uptime from `/proc/loadavg` and `/proc/uptime`, proc_loadavg(5), proc_uptime(5). */
import { defineCollector } from './collector.ts'

export interface LoadReading {
  readonly load?: { readonly one: number; readonly five: number; readonly fifteen: number }
  readonly uptimeSeconds?: number
}

export function parseLoad(text: string): LoadReading['load'] {
  const [one, five, fifteen] = text.split(' ', 3).map(Number.parseFloat)
  if (one === undefined || five === undefined || fifteen === undefined) return undefined
  return [one, five, fifteen].every((value) => value >= 0) ? { one, five, fifteen } : undefined
}

export function parseUptime(text: string): number | undefined {
  const seconds = Number.parseFloat(text)
  return seconds >= 0 ? seconds : undefined
}

export const load = defineCollector<LoadReading>({
  name: 'load',
  read({ roots, text }) {
    const averages = parseLoad(text(`${roots.proc}/loadavg`) ?? '')
    const uptimeSeconds = parseUptime(text(`${roots.proc}/uptime`) ?? '')
    return {
      ...(averages ? { load: averages } : {}),
      ...(uptimeSeconds === undefined ? {} : { uptimeSeconds }),
    }
  },
  toVitals: (now) => ({ ...now }),
})
