import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Packet } from './packet.ts'
import { ETH } from './protocols.ts'
import { ascii, type Bytes, join, tcp, udp } from './testdata/capture.ts'
import { walk } from './walk.ts'
import { walkPlain } from './walk-plain.ts'

const PORTS = [53, 67, 80, 123, 443, 500, 1701, 2123, 2152, 3386, 4500, 4789, 5060, 6081, 8472, 40_000]
const ENDS = { from: '10.0.0.1', to: '10.0.0.2' }

/** Everything that is read of a packet after it was walked. */
function seen(packet: Packet) {
  const { layerCount, pathCount } = packet
  const layers = [packet.layerIds, packet.layerStarts, packet.layerLimits].map((of) => [...of.subarray(0, layerCount)])
  const paths = [
    packet.pathVersion,
    packet.pathNetwork,
    packet.pathProtocol,
    packet.pathTransport,
    packet.pathStart,
    packet.pathPayload,
    packet.pathEnd,
    packet.pathWireLength,
    packet.pathContext,
    packet.pathQuoted,
    packet.pathFragment,
  ].map((of) => [...of.subarray(0, pathCount)])
  const { at, limit, wireLimit, problemCode } = packet
  return { layers, paths, at, limit, wireLimit, problemCode }
}

const MARGIN = 7
function walked(frame: Uint8Array, wireLength: number, plain: boolean) {
  const bytes = join(new Uint8Array(MARGIN), frame, new Uint8Array(MARGIN))
  const packet = new Packet()
  packet.reset(bytes, new DataView(bytes.buffer), MARGIN, MARGIN + frame.length, wireLength)
  if (plain) return walkPlain(packet) ? seen(packet) : undefined
  walk(packet, ETH)
  return seen(packet)
}

const data = fc.uint8Array({ maxLength: 60 })
const port = fc.constantFrom(...PORTS)
const frames: fc.Arbitrary<Bytes> = fc.oneof(
  fc.tuple(port, port, data).map(([from, to, bytes]) => udp(ENDS, [from, to], bytes)),
  fc
    .tuple(port, port, data, data)
    .map(([from, to, bytes, options]) =>
      tcp(ENDS, [from, to], { data: bytes, options: options.slice(0, options.length & 0x3c & ~3).slice(0, 40) }),
    ),
)
const change = fc.tuple(fc.nat(53), fc.oneof(fc.nat(255), fc.constantFrom(0, 0x45, 0x46, 0x50, 0x60, 6, 17, 0xff)))

it('says what the whole walk says, whenever it says anything', () => {
  let answered = 0
  fc.assert(
    fc.property(
      frames,
      fc.array(change, { maxLength: 3 }),
      fc.nat(20),
      fc.nat(30),
      fc.nat(3),
      (frame, changes, padding, cut, longer) => {
        const bytes = join(frame, new Uint8Array(padding))
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        const held = bytes.subarray(0, bytes.length - (cut > 20 ? cut - 20 : 0))
        const wireLength = bytes.length + (longer === 3 ? 40 : 0)
        const plain = walked(held, wireLength, true)
        if (!plain) return
        answered++
        expect(plain).toEqual(walked(held, wireLength, false))
      },
    ),
    { numRuns: 6000 },
  )
  // A property of nothing holds always.
  expect(answered).toBeGreaterThan(1000)
})

it('takes what most captures are made of', () => {
  for (const frame of [tcp(ENDS, [40_000, 443], { data: ascii('hello') }), udp(ENDS, [40_000, 53], new Uint8Array(30))])
    expect(walked(frame, frame.length, true)).toEqual(walked(frame, frame.length, false))
})

it('leaves tunnels to the whole walk', () => {
  for (const port of [1701, 2123, 2152, 3386, 3544, 4789, 5247, 6081, 8472])
    expect(walked(udp(ENDS, [port, 40_000], new Uint8Array(30)), 100, true)).toBeUndefined()
})
