import { expect, it } from 'vitest'
import { decodeHex, IP_TCP, ip6, TCP } from '../testdata/frame.ts'

it.each([
  { is: 'version 4', linkType: 101, frame: IP_TCP, layers: 'raw ip tcp' },
  { is: 'version 6', linkType: 12, frame: ip6(6, TCP), layers: 'raw ipv6 tcp' },
  { is: 'neither', linkType: 14, frame: '0102', layers: 'raw data' },
  { is: 'version 4 by link type', linkType: 228, frame: IP_TCP, layers: 'ip tcp' },
  { is: 'version 6 by link type', linkType: 229, frame: ip6(6, TCP), layers: 'ipv6 tcp' },
])('$is', ({ linkType, frame, layers }) => {
  expect(decodeHex(linkType, frame)).toMatchObject({ layers, problem: undefined })
})
