import { expect, it } from 'vitest'
import { decodeHex, eth, IP_TCP } from '../testdata/frame.ts'

const ARP = '0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002'

it.each([
  {
    is: 'version 1',
    linkType: 113,
    frame: `0000 0001 0006 0200000000010000 0800 ${IP_TCP}`,
    layers: 'sll ip tcp',
    fields: { 'sll.pkttype': '0 Unicast to us', 'sll.src.eth': '02:00:00:00:00:01', 'sll.etype': '2048 IPv4' },
  },
  {
    is: 'version 1 of a device without addresses',
    linkType: 113,
    frame: `0004 fffe 0000 0000000000000000 0800 ${IP_TCP}`,
    layers: 'sll ip tcp',
    fields: { 'sll.pkttype': '4 Sent by us', 'sll.halen': 0 },
  },
  {
    is: 'version 2',
    linkType: 276,
    frame: `0800 0000 00000003 0001 04 06 0200000000010000 ${IP_TCP}`,
    layers: 'sll ip tcp',
    fields: { 'sll.ifindex': 3, 'sll.pkttype': '4 Sent by us', 'sll.src.eth': '02:00:00:00:00:01' },
  },
  {
    is: 'reverse ARP in version 2',
    linkType: 276,
    frame: `8035 0000 0000001a 0001 04 06 0200000000010000 ${ARP}`,
    layers: 'sll arp',
    fields: { 'sll.etype': '32821 RARP' },
  },
  {
    is: '802.2 behind Linux type 4',
    linkType: 113,
    frame: '0000 0001 0006 0200000000010000 0004 e0e003 01',
    layers: 'sll llc data',
    fields: { 'llc.dsap': '224 NetWare', 'sll.ltype': 4 },
  },
  {
    is: 'a VLAN',
    linkType: 113,
    frame: `0000 0001 0006 0200000000010000 8100 0064 0800 ${IP_TCP}`,
    layers: 'sll vlan ip tcp',
    fields: { 'vlan.id': 100 },
  },
  {
    is: 'a GRE tunnel device, whose type is the tunnel’s',
    linkType: 113,
    frame: `0000 030a 0004 0a00000100000000 6558 ${eth(0x800, IP_TCP)}`,
    layers: 'sll eth ip tcp',
    fields: { 'sll.src.other': '0a000001', 'sll.etype': '25944 Transparent Ethernet bridging' },
  },
])('$is', ({ linkType, frame, layers, fields }) => {
  expect(decodeHex(linkType, frame)).toMatchObject({ layers, fields })
})
