/** Pressure stall information from `/proc/pressure/*`, Documentation/accounting/psi.rst; absent on kernels without PSI. */
import type { Static } from 'typebox'
import type { stallSchema, Vitals } from '../schema.ts'
import { defineCollector } from './collector.ts'

type Stall = Static<typeof stallSchema>
export type PressureReading = NonNullable<Vitals['pressure']>

const LINE = /^(some|full) avg10=([\d.]+) avg60=([\d.]+) avg300=([\d.]+)/gm

export function parsePressure(text: string): { some: Stall; full?: Stall } | undefined {
  let some: Stall | undefined
  let full: Stall | undefined
  for (const [, kind, avg10, avg60, avg300] of text.matchAll(LINE)) {
    const stall = { avg10: Number(avg10), avg60: Number(avg60), avg300: Number(avg300) }
    if (kind === 'some') some = stall
    else full = stall
  }
  return some && (full ? { some, full } : { some })
}

export const pressure = defineCollector<PressureReading>({
  name: 'pressure',
  read({ roots, text }) {
    const of = (resource: string) => parsePressure(text(`${roots.proc}/pressure/${resource}`) ?? '')
    const [cpu, memory, io] = [of('cpu'), of('memory'), of('io')]
    if (!cpu && !memory && !io) return undefined
    return { ...(cpu ? { cpu } : {}), ...(memory ? { memory } : {}), ...(io ? { io } : {}) }
  },
  toVitals: (now) => ({ pressure: now }),
})
