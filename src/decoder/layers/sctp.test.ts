import { expect, it } from 'vitest'
import { Packet } from '../packet.ts'
import { ETH, SCTP } from '../protocols.ts'
import { decodeHex, eth, ip, toBytes } from '../testdata/frame.ts'
import { walk } from '../walk.ts'

const sctp = (chunks: string) => eth(0x800, ip(132, `0b59 0b5a 00000001 12345678 ${chunks}`))

it.each([
  {
    is: 'data',
    chunks: '00 03 0014 00000005 0001 0002 00000003 61626364',
    fields: {
      'sctp.srcport': 2905,
      'sctp.dstport': 2906,
      'sctp.verification_tag': 1,
      'sctp.chunk_type': '0 DATA',
      'sctp.data_tsn_raw': 5,
      'sctp.data_sid': 1,
      'sctp.data_ssn': 2,
      'sctp.data_payload_proto_id': '3 M3UA',
    },
  },
  {
    is: 'the beginning of an association',
    chunks: '01 00 0014 00000009 0000ffff 000a 000b 00000005',
    fields: {
      'sctp.init_initiate_tag': 9,
      'sctp.init_credit': 65535,
      'sctp.init_nr_out_streams': 10,
      'sctp.init_nr_in_streams': 11,
    },
  },
  {
    is: 'an acknowledgement with a gap',
    chunks: '03 00 0014 00000005 0000ffff 0001 0000 0002 0003',
    fields: { 'sctp.sack_cumulative_tsn_ack_raw': 5, 'sctp.sack_gap_block_start': 2, 'sctp.sack_gap_block_end': 3 },
  },
  {
    is: 'several chunks, each padded',
    chunks: '0a 00 0005 ff000000 0e 00 0004',
    fields: { 'sctp.chunk_type': ['10 COOKIE_ECHO', '14 SHUTDOWN_COMPLETE'] },
  },
])('describes $is', ({ chunks, fields }) => {
  expect(decodeHex(1, sctp(chunks))).toMatchObject({ layers: 'eth ip sctp', fields, problem: undefined })
})

it('says a chunk of no length', () => {
  expect(decodeHex(1, sctp('00 03 0000 00000005')).problem).toBe('malformed')
})

it('has ports for whoever asks who talks to whom', () => {
  const bytes = toBytes(sctp('0e 00 0004'))
  const packet = new Packet()
  packet.reset(bytes, new DataView(bytes.buffer), 0, bytes.length, bytes.length)
  walk(packet, ETH)
  expect([packet.pathTransport[0], packet.pathStart[0]]).toEqual([SCTP, 34])
})
