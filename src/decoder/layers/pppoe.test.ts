import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP } from '../testdata/frame.ts'

it('carries PPP, without the padding of its Ethernet frame', () => {
  const session = `11 00 000a 002a 0021 ${IP_TCP}`
  expect(decodeHex(1, eth(0x8864, `${session} 00000000`))).toMatchObject({
    layers: 'eth pppoes ppp ip tcp',
    fields: { 'pppoe.code': '0 Session data', 'pppoe.session_id': 10, 'pppoe.payload_length': 42, 'tcp.len': 0 },
    problem: undefined,
  })
  expect(decodeHex(51, session).layers).toBe('pppoes ppp ip tcp')
})

it.each([
  {
    is: 'an offer',
    frame: '11 07 0000 001c 0101 0000 0102 0004 62726173 0103 0004 00000001 0104 0000 0000 0000',
    problem: undefined,
    fields: {
      'pppoe.code': '7 Active Discovery Offer (PADO)',
      'pppoed.tags.service_name': '',
      'pppoed.tags.ac_name': 'bras',
      'pppoed.tags.host_uniq': '00000001',
    },
  },
  {
    is: 'a tag longer than the frame',
    frame: '11 09 0000 0008 0102 00ff 62726173',
    problem: 'malformed',
    fields: { 'pppoe.code': '9 Active Discovery Initiation (PADI)' },
  },
])('describes $is', ({ frame, problem, fields }) => {
  expect(decodeHex(1, eth(0x8863, frame))).toMatchObject({ layers: 'eth pppoed', fields, problem })
})

it('is malformed in another version', () => {
  expect(decodeHex(1, eth(0x8864, '21 00 000a 0002 0021'))).toMatchObject({ problem: 'malformed' })
})
