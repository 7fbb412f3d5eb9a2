import { expect, it } from 'vitest'
import type { ReportConversation } from '../../../../decoder/report.ts'
import { layOutMap } from './map-layout.ts'

const talk = (a: string, b: string, bytes: number) => ({ a, b, bytes }) as ReportConversation
const map = (tcp: readonly ReportConversation[], udp: readonly ReportConversation[] = [], most = 20) =>
  layOutMap({ topConversations: { tcp, udp } }, most)

it('is one line a pair, whatever ports, protocols and directions', () => {
  const { edges } = map(
    [talk('10.0.0.1:1', '10.0.0.2:80', 10), talk('10.0.0.2:9', '10.0.0.1:9', 5)],
    [talk('10.0.0.1:53', '10.0.0.2:53', 1), talk('[fe80::1]:1', '[fe80::2]:2', 3)],
  )
  expect(edges).toEqual([
    { a: '10.0.0.1', b: '10.0.0.2', bytes: 16 },
    { a: 'fe80::1', b: 'fe80::2', bytes: 3 },
  ])
})

it('keeps the busiest, and nobody who would stand alone', () => {
  const { nodes } = map(
    [talk('1.1.1.1:1', '2.2.2.2:1', 100), talk('3.3.3.3:1', '4.4.4.4:1', 50), talk('5.5.5.5:1', '5.5.5.5:2', 1000)],
    [],
    4,
  )
  expect(nodes.map(({ address }) => address)).toEqual(['1.1.1.1', '2.2.2.2'])
})

it('puts those who talk side by side, around the whole ring', () => {
  const { nodes } = map([
    talk('1.1.1.1:1', '2.2.2.2:1', 100),
    talk('3.3.3.3:1', '4.4.4.4:1', 90),
    talk('1.1.1.1:1', '5.5.5.5:1', 10),
  ])
  expect(nodes.map(({ address }) => address[0]).join('')).toBe('12534')
  expect(nodes.map(({ turn }) => turn)).toEqual([0, 0.2, 0.4, 0.6, 0.8])
})

it('says when everybody talked with itself alone', () => {
  expect(map([talk('127.0.0.1:1', '127.0.0.1:2', 9)])).toEqual({ nodes: [], edges: [], alone: true })
  expect(map([]).alone).toBe(false)
  expect(map([talk('1.1.1.1:1', '2.2.2.2:1', 9), talk('127.0.0.1:1', '127.0.0.1:2', 90)]).alone).toBe(false)
})
