/** One sample: every collector once; one that fails is left out and said once. */
import type { Log } from '../../core/capability.ts'
import { collectors } from './collectors/list.ts'
import type { Source } from './collectors/source.ts'
import type { Vitals } from './schema.ts'

const NOTHING_YET: Omit<Vitals, 'atMs' | 'everyMs'> = {
  facts: { hostname: 'localhost', cores: 1, systemd: false },
  filesystems: [],
  blockDevices: [],
  interfaces: [],
  temperatures: [],
}

export interface Sampler {
  /** `everyMs` is told along, so that a reader knows when this is late. */
  sample(everyMs: number): Promise<Vitals>
}

export function createSampler(source: Source, log: Log): Sampler {
  const opened = collectors.map(({ name, open }) => ({ name, collect: open(source) }))
  const failed = new Set<string>()
  return {
    async sample(everyMs) {
      const vitals: Vitals = { ...NOTHING_YET, atMs: source.clock.now(), everyMs }
      for (const { name, collect } of opened) {
        try {
          const part = collect()
          Object.assign(vitals, part instanceof Promise ? await part : part)
        } catch (error) {
          // A collector meets its bad input itself: this is a mistake of ours, and must not cost the others' numbers.
          if (!failed.has(name)) log.error({ err: error, collector: name }, 'a collector failed')
          failed.add(name)
        }
      }
      return vitals
    },
  }
}
