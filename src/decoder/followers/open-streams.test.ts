import { describe, expect, it } from 'vitest'
import { OpenStream, OpenStreams } from './open-streams.ts'

const MB = 1024 * 1024

describe('open streams', () => {
  it('are held within one bound, whether their bytes are in order or wait: the oldest make room', () => {
    const streams = new OpenStreams()
    const dropped: number[] = []
    for (let n = 0; n < 2_000; n++) {
      const stream = new OpenStream(() => dropped.push(n))
      for (let piece = 0; piece < 3; piece++)
        streams.add(stream, { offset: (n % 2) + piece * 20_000, bytes: new Uint8Array(20_000) })
      expect(streams.bytes).toBeLessThanOrEqual(32 * MB)
    }
    expect(streams.bytes).toBeGreaterThan(31 * MB)
    expect(dropped).toEqual(Array.from({ length: dropped.length }, (_, n) => n))
    expect(dropped.length).toBeGreaterThan(1_400)
  })

  it('take room without any bytes too', () => {
    const streams = new OpenStreams()
    let dropped = 0
    const nothing = { offset: 0, bytes: new Uint8Array() }
    for (let n = 0; n < 100_000; n++) streams.add(new OpenStream(() => dropped++), nothing)
    expect(dropped).toBe(100_000 - 65_536)
  })

  it('give back what they held', () => {
    const streams = new OpenStreams()
    const stream = new OpenStream(() => undefined)
    for (const offset of [500, 0, 0, 250]) streams.add(stream, { offset, bytes: new Uint8Array(250) })
    expect(streams.bytes).toBeGreaterThan(750)
    streams.end(stream)
    streams.end(stream)
    expect(streams.bytes).toBe(0)
  })
})
