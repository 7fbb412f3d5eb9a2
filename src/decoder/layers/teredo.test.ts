import { expect, it } from 'vitest'
import { decodeHex, eth, ip, ip6, TCP, udp } from '../testdata/frame.ts'

const INNER = ip6(6, TCP)
const teredo = (payload: string, ports: readonly [number, number] = [50_000, 3544]) =>
  eth(0x800, ip(17, udp(...ports, payload)))
const AUTHENTICATION = '0001 00 00 0102030405060708 00'
const ORIGIN = '0000 ef5b f5fffffd'

it.each([
  { is: 'alone', frame: teredo(INNER) },
  { is: 'from the server', frame: teredo(INNER, [3544, 50_000]) },
  { is: 'behind an authentication', frame: teredo(`${AUTHENTICATION} ${INNER}`) },
  { is: 'behind an origin', frame: teredo(`${ORIGIN} ${INNER}`), origin: [4260, '10.0.0.2'] },
  { is: 'behind both', frame: teredo(`${AUTHENTICATION} ${ORIGIN} ${INNER}`), origin: [4260, '10.0.0.2'] },
])('IPv6 $is', ({ frame, origin = [undefined, undefined] }) => {
  const { layers, fields, problem } = decodeHex(1, frame)
  expect({ layers, problem }).toEqual({ layers: 'eth ip udp teredo ipv6 tcp', problem: undefined })
  expect([fields['teredo.orig.port'], fields['teredo.orig.addr']]).toEqual(origin)
})

it.each(['0001 ff', '4500', ORIGIN])('what is no Teredo is a datagram like any other: %s', (payload) => {
  expect(decodeHex(1, teredo(payload)).layers).toBe('eth ip udp data')
})
