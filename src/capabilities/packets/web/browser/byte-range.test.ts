import { expect, it } from 'vitest'
import { decodePacket } from '../../../../decoder/decode-packet.ts'
import { fieldAt, isWithin, toLetter } from './byte-range.ts'

/** Ethernet, IPv4, UDP to port 9 with two bytes. */
const frame = Uint8Array.from(
  '00112233445566778899aabb08004500001e00010000401166cd0a0000010a000002300900090 00a00004869'
    .replaceAll(' ', '')
    .match(/../g) ?? [],
  (pair) => Number.parseInt(pair, 16),
)
const { layers } = decodePacket(frame, 1)

it.each([
  [0, 'eth.dst'],
  [13, 'eth.type'],
  [26, 'ip.src'],
  [30, 'ip.dst'],
  [34, 'udp.srcport'],
])('byte %i belongs to %s', (byte, name) => {
  const [layer, ...places] = (fieldAt(layers, byte)?.path ?? '').split('/').map(Number)
  const field = places.reduce(
    (found, place) => found?.fields?.[place],
    layers[layer ?? 0] as
      | { readonly name?: string; readonly fields?: readonly { readonly name: string }[] }
      | undefined,
  )
  expect(field?.name).toBe(name)
})

it('says nothing of bytes that no layer has', () => {
  expect(fieldAt(layers, 500)).toBeUndefined()
})

it.each([
  ['1/0', '1', true],
  ['1', '1', true],
  ['10', '1', false],
  [undefined, '1', false],
])('%s within %s: %s', (path, outer, wanted) => {
  expect(isWithin(path, outer)).toBe(wanted)
})

it('shows what cannot be printed as a dot', () => {
  expect([0x41, 0x00, 0xff, 0x7e].map(toLetter).join('')).toBe('A··~')
})
