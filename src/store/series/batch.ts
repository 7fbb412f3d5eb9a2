/** Samples in the form the engine's thread takes: numbers in typed arrays, each series named once. */
import type { Sample } from '../../core/capability.ts'
import type { SeriesBatch } from './engine.ts'
import { labelsText } from './registry.ts'

/** Numbers given to series so far, never twice: a number the thread may have learnt keeps its meaning. */
export interface SeriesNumbers {
  readonly known: Map<string, number>
  next: number
}
export const createNumbers = (): SeriesNumbers => ({ known: new Map(), next: 0 })

export function toBatch(samples: readonly Sample[], numbers: SeriesNumbers = createNumbers()): SeriesBatch {
  const added: { index: number; host: string; metric: string; labels: string }[] = []
  const index = new Uint32Array(samples.length)
  const atMs = new Float64Array(samples.length)
  const values = new Float64Array(samples.length)
  samples.forEach((sample, place) => {
    const labels = labelsText(sample.labels)
    const key = `${sample.host}\0${sample.metric}\0${labels}`
    let number = numbers.known.get(key)
    if (number === undefined) {
      number = numbers.next++
      numbers.known.set(key, number)
      added.push({ index: number, host: sample.host, metric: sample.metric, labels })
    }
    index[place] = number
    atMs[place] = sample.atMs
    values[place] = sample.value
  })
  return { added, index, atMs, values }
}
