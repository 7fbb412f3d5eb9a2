import { describe, expect, it } from 'vitest'
import { NEED_MORE, NOT_MINE } from '../fields.ts'
import { decodeHex, eth, ip, toBytes } from '../testdata/frame.ts'
import { bgp } from './bgp.ts'

const MARKER = 'ff'.repeat(16)
const segment = (payload: string) => eth(0x800, ip(6, `c000 00b3 00000001 00000001 5018 ffff 0000 0000 ${payload}`))

it.each([
  {
    is: 'opening a session',
    message: `${MARKER} 001d 01 04 fde8 00b4 0a000001 00`,
    fields: {
      'bgp.type': '1 OPEN Message',
      'bgp.open.myas': 65000,
      'bgp.open.holdtime': 180,
      'bgp.open.identifier': '10.0.0.1',
    },
  },
  {
    is: 'an update',
    message: `${MARKER} 0021 02 0002 08 0a 0000 18 c00002 10 ac10`,
    fields: { 'bgp.withdrawn_prefix': '10.0.0.0/8', 'bgp.nlri_prefix': ['192.0.2.0/24', '172.16.0.0/16'] },
  },
  {
    is: 'closing a session',
    message: `${MARKER} 0015 03 06 02`,
    fields: { 'bgp.notify.major_error': '6 Cease', 'bgp.notify.minor_error': 2 },
  },
])('describes $is', ({ message, fields }) => {
  expect(decodeHex(1, segment(message))).toMatchObject({ layers: 'eth ip tcp bgp', fields, problem: undefined })
})

it('reads several messages of a segment', () => {
  const { layers, fields } = decodeHex(1, segment(`${MARKER} 0013 04 ${MARKER} 0013 04`))
  expect(layers).toBe('eth ip tcp bgp bgp')
  expect(fields['bgp.type']).toEqual(['4 KEEPALIVE Message', '4 KEEPALIVE Message'])
})

describe('measure', () => {
  const measure = (text: string) => {
    const bytes = toBytes(text)
    return bgp.measure?.(new DataView(bytes.buffer), 0, bytes.length)
  }
  it.each([
    { is: 'a whole message', text: `${MARKER} 0013 04`, length: 19 },
    { is: 'one that goes on', text: `${MARKER} 1000 02 00`, length: 4096 },
    { is: 'a part of a marker', text: 'ffff', length: NEED_MORE },
    { is: 'other bytes', text: '16030100', length: NOT_MINE },
    { is: 'a length below its header', text: `${MARKER} 0012 04`, length: NOT_MINE },
    { is: 'a type nobody defined', text: `${MARKER} 0013 09`, length: NOT_MINE },
  ])('$is', ({ text, length }) => {
    expect(measure(text)).toBe(length)
  })
})
