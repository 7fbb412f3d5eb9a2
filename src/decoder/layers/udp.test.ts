import { expect, it } from 'vitest'
import { decodeHex, eth, ip, udp } from '../testdata/frame.ts'

it('says its header, and leaves out what is behind its length', () => {
  const frame = eth(0x800, ip(17, `${udp(40000, 40001, '0102')} ffff`))
  expect(decodeHex(1, frame)).toMatchObject({
    layers: 'eth ip udp data',
    fields: { 'udp.srcport': 40000, 'udp.dstport': 40001, 'udp.length': 10, 'data.data': '0102' },
    problem: undefined,
  })
})

it.each([
  { is: 'shorter than its header', datagram: '9c40 9c41 0004 0000 0102', layers: 'eth ip udp' },
  { is: 'longer than its packet', datagram: '9c40 9c41 00ff 0000 0102', layers: 'eth ip udp data' },
])('is malformed when its length is $is', ({ datagram, layers }) => {
  expect(decodeHex(1, eth(0x800, ip(17, datagram)))).toMatchObject({ layers, problem: 'malformed' })
})

it('is cut, not malformed, when the capture is short', () => {
  const frame = eth(0x800, `4500 0064 0001 0000 40 11 0000 0a000001 0a000002 9c40 9c41 0050 0000 0102`)
  expect(decodeHex(1, frame, 114).problem).toBeUndefined()
})

it('may be longer than the first of its pieces', () => {
  const frame = eth(0x800, '4500 05dc 0001 2000 40 11 0000 0a000001 0a000002 9c40 9c41 0fff 0000 0102')
  expect(decodeHex(1, frame)).toMatchObject({ layers: 'eth ip udp data', problem: undefined })
})
