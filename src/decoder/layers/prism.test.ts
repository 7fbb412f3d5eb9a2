import { expect, it } from 'vitest'
import { decodeHex } from '../testdata/frame.ts'

const ACK = 'd400 0000 020000000001'
const REST = '00'.repeat(120)

it.each([
  { is: 'little-endian', frame: `44000000 90000000 776c616e30 ${'00'.repeat(11)} ${REST} ${ACK}`, device: 'wlan0' },
  { is: 'big-endian', frame: `00000044 00000090 776c616e30 ${'00'.repeat(11)} ${REST} ${ACK}`, device: 'wlan0' },
  { is: 'AVS in its place', frame: `80211001 00000040 ${'00'.repeat(56)} ${ACK}`, device: undefined },
])('$is', ({ frame, device }) => {
  const decoded = decodeHex(device === undefined ? 163 : 119, frame)
  expect(decoded).toMatchObject({ layers: 'prism wlan', problem: undefined })
  expect(decoded.fields['prism.devname']).toBe(device)
})
