import { expect, it } from 'vitest'
import { decodeHex, eth, ip } from '../testdata/frame.ts'

const tcp = (segment: string) => eth(0x800, ip(6, segment))

it('says its header and options', () => {
  const segment =
    'c000 01bb 00000001 00000002 d0d2 ffff 1234 0000 020405b4 0402 080a 00000003 00000004 01 030307 050a 00000005 00000006 0101'
  expect(decodeHex(1, tcp(segment))).toMatchObject({
    layers: 'eth ip tcp',
    fields: {
      'tcp.srcport': 49152,
      'tcp.dstport': 443,
      'tcp.seq_raw': 1,
      'tcp.ack_raw': 2,
      'tcp.hdr_len': 52,
      'tcp.flags': `${0x0d2} SYN, ACK, ECE, CWR`,
      'tcp.flags.syn': true,
      'tcp.flags.ece': true,
      'tcp.flags.cwr': true,
      'tcp.flags.ae': false,
      'tcp.window_size_value': 65535,
      'tcp.options.mss_val': 1460,
      'tcp.options.sack_perm': true,
      'tcp.options.timestamp.tsval': 3,
      'tcp.options.timestamp.tsecr': 4,
      'tcp.options.wscale.shift': 7,
      'tcp.options.wscale.multiplier': 128,
      'tcp.options.sack_le': 5,
      'tcp.options.sack_re': 6,
    },
    problem: undefined,
  })
})

it.each([
  {
    is: 'a header shorter than its own',
    segment: 'c000 01bb 00000001 00000002 4002 ffff 1234 0000',
    problem: 'malformed',
  },
  {
    is: 'an option of no length',
    segment: 'c000 01bb 00000001 00000002 6002 ffff 1234 0000 02000000',
    problem: 'malformed',
  },
  {
    is: 'options beyond the segment',
    segment: 'c000 01bb 00000001 00000002 f002 ffff 1234 0000 01010101',
    problem: 'malformed',
  },
])('says $is', ({ segment, problem }) => {
  expect(decodeHex(1, tcp(segment)).problem).toBe(problem)
})
