/** Samples in the form the engine's thread takes: numbers in typed arrays, each series named once. */
import type { Sample } from '../../core/capability.ts'
import type { SeriesBatch } from './engine.ts'
import { labelsText } from './registry.ts'

/** Numbers given to series so far; a new thread begins with an empty map. */
export type SeriesNumbers = Map<string, number>

export function toBatch(samples: readonly Sample[], numbers: SeriesNumbers = new Map()): SeriesBatch {
  const added: { index: number; host: string; metric: string; labels: string }[] = []
  const index = new Uint32Array(samples.length)
  const atMs = new Float64Array(samples.length)
  const values = new Float64Array(samples.length)
  samples.forEach((sample, place) => {
    const labels = labelsText(sample.labels)
    const key = `${sample.host}\0${sample.metric}\0${labels}`
    let number = numbers.get(key)
    if (number === undefined) {
      number = numbers.size
      numbers.set(key, number)
      added.push({ index: number, host: sample.host, metric: sample.metric, labels })
    }
    index[place] = number
    atMs[place] = sample.atMs
    values[place] = sample.value
  })
  return { added, index, atMs, values }
}
