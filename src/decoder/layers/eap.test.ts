import { expect, it } from 'vitest'
import { decodeHex, eth } from '../testdata/frame.ts'

const eap = (code: string, body: string) => {
  const length = (4 + body.replaceAll(' ', '').length / 2).toString(16).padStart(4, '0')
  return `${code} 07 ${length} ${body}`
}
const onLan = (packet: string) =>
  eth(0x888e, `01 00 ${(packet.replaceAll(' ', '').length / 2).toString(16).padStart(4, '0')} ${packet}`)
const ALERT = '15 0303 0002 0228'

it.each([
  ['who is asked', eap('02', '01 616c696365'), { 'eap.code': '2 Response', 'eap.identity': 'alice', 'eap.id': 7 }],
  ['what is told', eap('01', '02 6869'), { 'eap.type': '2 Notification', 'eap.notification': 'hi' }],
  [
    'what is wanted instead',
    eap('02', '03 0d 19'),
    { 'eap.desired_type': ['13 TLS EAP (EAP-TLS)', '25 Protected EAP (EAP-PEAP)'] },
  ],
  [
    'a challenge',
    eap('01', '04 04 01020304 6e61'),
    { 'eap.md5.value_size': 4, 'eap.md5.value': '01020304', 'eap.md5.extra_data': '6e61' },
  ],
  ['a vendor', eap('01', 'fe 00372a 00000001'), { 'eap.ext.vendor_id': 0x372a, 'eap.ext.vendor_type': 1 }],
  ['success', eap('03', ''), { 'eap.code': '3 Success', 'eap.len': 4 }],
  ['the beginning of EAP-TLS', eap('01', '0d 20'), { 'eap.tls.flags.start': true, 'eap.tls.flags': 0x20 }],
  [
    'a fragment',
    eap('01', '0d c0 00000800 1603030800'),
    { 'eap.tls.flags.more_fragments': true, 'eap.tls.len': 2048, 'eap.data': '1603030800' },
  ],
])('says %s', (_, packet, fields) => {
  const decoded = decodeHex(1, `${onLan(packet)} ${'00'.repeat(20)}`)
  expect(decoded).toMatchObject({ layers: 'eth eapol eap', problem: undefined, fields })
})

it.each([
  ['EAP-TLS', eap('01', `0d 00 ${ALERT}`)],
  ['EAP-TLS with its length', eap('01', `0d 80 00000007 ${ALERT}`)],
  ['PEAP', eap('02', `19 01 ${ALERT}`)],
  ['TEAP with other data behind', eap('02', `37 91 00000007 00000000 ${ALERT}`)],
])('reads TLS in %s', (_, packet) => {
  expect(decodeHex(1, onLan(packet))).toMatchObject({
    layers: 'eth eapol eap tls',
    problem: undefined,
    fields: { 'tls.alert_message.desc': '40 Handshake Failure' },
  })
})

it('is read over PPP too', () => {
  expect(decodeHex(9, `ff03 c227 ${eap('02', '01 616c696365')}`)).toMatchObject({
    layers: 'ppp eap',
    fields: { 'eap.identity': 'alice' },
  })
})

it('is malformed when it is shorter than its header', () => {
  expect(decodeHex(1, eth(0x888e, '01 00 0004 01 01 0003')).problem).toBe('malformed')
})
