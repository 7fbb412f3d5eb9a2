import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip, udp } from '../testdata/frame.ts'

const MAC = '020000000001'
const LLC = `aaaa03 000000 0800 ${IP_TCP}`
const capwap = (payload: string) => eth(0x800, ip(17, udp(50_000, 5247, payload)))
const wlan = (control: string, sequence = '1000') => `${control} 0000 ${MAC} ${MAC} ${MAC} ${sequence} ${LLC}`

it.each([
  { is: 'a frame of 802.11', frame: capwap(`00 10 43 00 0000 0000 ${wlan('0801')}`), layers: 'wlan llc ip tcp' },
  {
    is: 'with frame control swapped',
    frame: capwap(`00 10 43 00 0000 0000 ${wlan('0108', '0110')}`),
    layers: 'wlan llc ip tcp',
  },
  { is: 'a frame of 802.3', frame: capwap(`00 10 02 00 0000 0000 ${eth(0x800, IP_TCP)}`), layers: 'eth ip tcp' },
  {
    is: 'with a radio address',
    frame: capwap(`00 20 43 10 0000 0000 06 ${MAC} 00 ${wlan('0801')}`),
    layers: 'wlan llc ip tcp',
  },
])('$is', ({ frame, layers }) => {
  expect(decodeHex(1, frame)).toMatchObject({ layers: `eth ip udp capwap.data ${layers}`, problem: undefined })
})

it.each([
  { is: 'a piece of a frame', payload: `00 10 43 80 0000 0000 ${wlan('0801')}`, layers: 'eth ip udp capwap.data' },
  { is: 'a keepalive', payload: '00 10 40 08 0000 0000 0016 0023', layers: 'eth ip udp capwap.data' },
  { is: 'an encrypted channel', payload: '01 000000 17fefd0001000000000001', layers: 'eth ip udp data' },
  { is: 'something else', payload: '0008', layers: 'eth ip udp data' },
])('ends at $is', ({ payload, layers }) => expect(decodeHex(1, capwap(payload)).layers).toBe(layers))

it('frame control is swapped nowhere else', () => {
  expect(decodeHex(105, wlan('0108')).layers).toBe('wlan')
})
