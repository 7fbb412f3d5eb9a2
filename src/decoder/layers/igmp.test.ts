import { expect, it } from 'vitest'
import { decodeHex, eth, ip } from '../testdata/frame.ts'

it.each([
  {
    is: 'a query of version 1',
    message: '11 00 ee9b 00000000',
    fields: { 'igmp.version': 1, 'igmp.type': '17 Membership Query' },
  },
  { is: 'a query of version 2', message: '11 64 ee9b 00000000', fields: { 'igmp.version': 2, 'igmp.max_resp': 100 } },
  {
    is: 'a query of version 3',
    message: '11 64 ee9b e00000fb 0a 7d 0001 0a000009',
    fields: { 'igmp.version': 3, 'igmp.maddr': '224.0.0.251', 'igmp.s': true, 'igmp.qrv': 2, 'igmp.saddr': '10.0.0.9' },
  },
  { is: 'a report of version 2', message: '16 00 0904 e00000fb', fields: { 'igmp.type': '22 Membership Report v2' } },
  { is: 'leaving a group', message: '17 00 0804 e00000fb', fields: { 'igmp.type': '23 Leave Group' } },
  {
    is: 'a report of version 3',
    message: '22 00 f9fd 0000 0002 04 00 0000 e00000fb 03 00 0001 e0000016 0a000009',
    fields: {
      'igmp.num_grp_recs': 2,
      'igmp.record_type': ['4 Changed to exclude', '3 Changed to include'],
      'igmp.maddr': ['224.0.0.251', '224.0.0.22'],
      'igmp.saddr': '10.0.0.9',
    },
  },
])('describes $is', ({ message, fields }) => {
  expect(decodeHex(1, eth(0x800, ip(2, message)))).toMatchObject({ layers: 'eth ip igmp', fields, problem: undefined })
})

it('says where records are missing', () => {
  expect(decodeHex(1, eth(0x800, ip(2, '22 00 f9fd 0000 0002 04 00 0000 e00000fb'))).problem).toBe('cut')
})
