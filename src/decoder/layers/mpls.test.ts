import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP, ip6, TCP } from '../testdata/frame.ts'

const PSEUDOWIRE = eth(0x800, IP_TCP)

it.each([
  { is: 'one label', payload: `00010140 ${IP_TCP}`, layers: 'eth mpls ip tcp', labels: 16 },
  { is: 'a stack', payload: `00064040 00065140 ${IP_TCP}`, layers: 'eth mpls ip tcp', labels: [100, 101] },
  { is: 'version 6', payload: `00064140 ${ip6(6, TCP)}`, layers: 'eth mpls ipv6 tcp', labels: 100 },
  { is: 'explicit null', payload: `00000140 ${IP_TCP}`, layers: 'eth mpls ip tcp', labels: '0 IPv4 Explicit NULL' },
  {
    is: 'a pseudowire with its control word',
    payload: `00064140 00000000 ${PSEUDOWIRE}`,
    layers: 'eth mpls eth ip tcp',
    labels: 100,
  },
  { is: 'a pseudowire without', payload: `00064140 ${PSEUDOWIRE}`, layers: 'eth mpls eth ip tcp', labels: 100 },
  {
    is: 'a pseudowire whose destination begins like IPv6',
    payload: `00064140 6${PSEUDOWIRE.slice(1)}`,
    layers: 'eth mpls eth ip tcp',
    labels: 100,
  },
  { is: 'nothing known', payload: '00064140 f0f1f2f3', layers: 'eth mpls data', labels: 100 },
])('$is', ({ payload, layers, labels }) => {
  const decoded = decodeHex(1, eth(0x8847, payload))
  expect(decoded).toMatchObject({ layers, fields: { 'mpls.label': labels }, problem: undefined })
})

it('says every part of an entry', () => {
  const { fields } = decodeHex(1, eth(0x8847, `0006 4b fe ${IP_TCP}`))
  expect(fields).toMatchObject({ 'mpls.label': 100, 'mpls.exp': 5, 'mpls.bottom': 1, 'mpls.ttl': 254 })
})

it('ends a stack that has no bottom', () => {
  expect(decodeHex(1, eth(0x8847, '00010040'.repeat(40))).problem).toBe('too-deep')
})
