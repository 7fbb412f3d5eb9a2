import { expect, it } from 'vitest'
import { decodeHex, eth } from '../testdata/frame.ts'

const key = (info: string, data: string) =>
  `02 ${info} 0010 0000000000000007 ${'11'.repeat(32)} ${'22'.repeat(16)} ${'33'.repeat(8)} ${'44'.repeat(8)} ${'55'.repeat(16)} ${(data.length / 2).toString(16).padStart(4, '0')} ${data}`
const eapol = (type: string, body: string, version = '02') =>
  eth(0x888e, `${version} ${type} ${(body.replaceAll(' ', '').length / 2).toString(16).padStart(4, '0')} ${body}`)

it('says that somebody wants to be let in, whatever fills the frame up', () => {
  const { layers, fields, problem } = decodeHex(1, `${eapol('01', '', '01')} ${'00'.repeat(42)}`)
  expect([layers, problem]).toEqual(['eth eapol', undefined])
  expect(fields).toMatchObject({ 'eapol.version': 1, 'eapol.type': '1 Start', 'eapol.len': 0 })
})

it.each([
  [1, key('008a', ''), {}],
  [2, key('010a', '3014'), { 'wlan_rsna_eapol.keydes.data': '3014' }],
  [3, key('13ca', 'dd00'), { 'wlan_rsna_eapol.keydes.key_info.install': true }],
  [4, key('030a', ''), { 'wlan_rsna_eapol.keydes.key_info.secure': true }],
  // Of WPA, which says of none that it is secure.
  [4, key('0109', ''), { 'wlan_rsna_eapol.keydes.key_info.keydes_version': 1 }],
])('says message %d of the handshake of 802.11', (number, body, more) => {
  const { fields, problem } = decodeHex(1, eapol('03', body))
  expect(problem).toBeUndefined()
  expect(fields).toMatchObject({
    'eapol.keydes.type': '2 EAPOL RSN Key',
    'eapol.keydes.replay_counter': 7,
    'wlan_rsna_eapol.keydes.msgnr': number,
    'wlan_rsna_eapol.keydes.nonce': '11'.repeat(32),
    'wlan_rsna_eapol.keydes.mic': '55'.repeat(16),
    ...more,
  })
})

it('says no number of a message for a group', () => {
  expect(decodeHex(1, eapol('03', key('1382', 'dd00'))).fields['wlan_rsna_eapol.keydes.msgnr']).toBeUndefined()
})

it('says a key of RC4', () => {
  const body = `01 000d 0000000000000001 ${'22'.repeat(16)} 81 ${'33'.repeat(16)} ${'44'.repeat(13)}`
  expect(decodeHex(1, eapol('03', body)).fields).toMatchObject({
    'eapol.keydes.type': '1 RC4 Descriptor',
    'eapol.keydes.key_len': 13,
    'eapol.keydes.key': '44'.repeat(13),
  })
})

it('is cut or malformed when it says more than there is', () => {
  const frame = eth(0x888e, '02 00 0020 01 01 0020 01')
  expect(decodeHex(1, frame, 60)).toMatchObject({ layers: 'eth eapol eap', problem: 'cut' })
  expect(decodeHex(1, frame).problem).toBe('malformed')
})
