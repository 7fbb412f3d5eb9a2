import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Timeline } from './timeline.ts'

it('every frame is in the step of its time, wherever time goes', () => {
  const second = fc.integer({ min: -100_000, max: 100_000 })
  fc.assert(
    fc.property(fc.array(second, { minLength: 1, maxLength: 60 }), (seconds) => {
      const timeline = new Timeline()
      for (const at of seconds) timeline.add(at * 1e9, 1, 10)
      const { stepNs, beginsNs = 0, protocols } = timeline.report()
      const packets = protocols[0]?.packets ?? []
      const wanted = packets.map(() => 0)
      for (const at of seconds) {
        const step = Math.floor((at * 1e9 - beginsNs) / stepNs)
        wanted[step] = (wanted[step] ?? 0) + 1
      }
      expect(packets).toEqual(wanted)
      expect(packets.length).toBeLessThanOrEqual(512)
      expect(protocols[0]?.bytes).toEqual(packets.map((count) => 10 * count))
    }),
    { numRuns: 300 },
  )
})
