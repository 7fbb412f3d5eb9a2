import { expect, it } from 'vitest'
import { decodeHex, eth } from '../testdata/frame.ts'

const lldp = (values: string) => eth(0x88cc, values)

it('says who a neighbour is', () => {
  const frame = lldp(
    '0207 04 020000000001 0404 05 6c616e 0602 0078 080373776b 0a06 737769746368 0c03 4f5331' +
      ' 0e04 0014 0004 100c 05 01 0a000001 02 00000001 00 fe05 00120f 0102 0000',
  )
  expect(decodeHex(1, frame)).toMatchObject({
    layers: 'eth lldp',
    fields: {
      'lldp.chassis.subtype': '4 MAC address',
      'lldp.chassis.id.mac': '02:00:00:00:00:01',
      'lldp.port.subtype': '5 Interface name',
      'lldp.port.id': 'lan',
      'lldp.time_to_live': 120,
      'lldp.port.desc': 'swk',
      'lldp.tlv.system.name': 'switch',
      'lldp.tlv.system.desc': 'OS1',
      'lldp.tlv.system_cap': '20 Bridge, Router',
      'lldp.tlv.enable_system_cap': '4 Bridge',
      'lldp.mgn.addr.ip4': '10.0.0.1',
      'lldp.orgtlv.oui': 0x120f,
    },
    problem: undefined,
  })
})

it('reads addresses in place of names', () => {
  const { fields } = decodeHex(1, lldp('0206 05 01 0a000001 0406 04 01 0a000002 0000'))
  expect(fields).toMatchObject({ 'lldp.chassis.id.ip4': '10.0.0.1', 'lldp.port.id.ip4': '10.0.0.2' })
})

it('says a value beyond the frame', () => {
  expect(decodeHex(1, lldp('02ff 04 0200')).problem).toBe('cut')
})
