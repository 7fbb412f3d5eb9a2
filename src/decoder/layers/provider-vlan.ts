/** The outer tag of a provider's network (IEEE 802.1ad, now IEEE Std 802.1Q §9.5, EtherType 0x88a8). */
import type { Fields, FieldTable } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { PROVIDER_VLAN } from '../protocols.ts'
import { describeTag, walkTag } from './vlan.ts'

export const providerVlanFields = {
  'ieee8021ad.priority': 'uint',
  'ieee8021ad.dei': 'bool',
  'ieee8021ad.id': 'uint',
  'ieee8021ad.etype': 'uint',
} as const satisfies FieldTable

export function walkProviderVlan(packet: Packet): number {
  return walkTag(packet, PROVIDER_VLAN)
}

export function describeProviderVlan(fields: Fields, start: number, end: number): void {
  describeTag(fields, 'ieee8021ad', 'ieee8021ad.etype', start, end)
}
