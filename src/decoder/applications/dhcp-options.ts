/** What is inside the options of DHCP (RFC 2132 and the IANA registry "BOOTP Vendor Extensions and DHCP Options"). */

import type { FieldReader } from '../field-reader.ts'
import type { FieldTable } from '../fields.ts'
import { searchList } from './dns/search-list.ts'

type Shape = 'ipv4' | 'text' | 'u8' | 'u16' | 'u32' | 'bytes'
/** Option → its name for people, its field, what its value is. */
const OPTIONS: Readonly<Record<number, readonly [title: string, field: string, shape: Shape]>> = {
  1: ['Subnet mask', 'dhcp.option.subnet_mask', 'ipv4'],
  2: ['Time offset', 'dhcp.option.time_offset', 'u32'],
  3: ['Router', 'dhcp.option.router', 'ipv4'],
  4: ['Time server', 'dhcp.option.time_server', 'ipv4'],
  5: ['Name server', 'dhcp.option.name_server', 'ipv4'],
  6: ['Domain name server', 'dhcp.option.domain_name_server', 'ipv4'],
  7: ['Log server', 'dhcp.option.log_server', 'ipv4'],
  12: ['Host name', 'dhcp.option.hostname', 'text'],
  13: ['Boot file size', 'dhcp.option.boot_file_size', 'u16'],
  15: ['Domain name', 'dhcp.option.domain_name', 'text'],
  17: ['Root path', 'dhcp.option.root_path', 'text'],
  26: ['Interface MTU', 'dhcp.option.interface_mtu', 'u16'],
  28: ['Broadcast address', 'dhcp.option.broadcast_address', 'ipv4'],
  42: ['NTP server', 'dhcp.option.ntp_server', 'ipv4'],
  44: ['NetBIOS name server', 'dhcp.option.netbios_over_tcpip_name_server', 'ipv4'],
  46: ['NetBIOS node type', 'dhcp.option.netbios_over_tcpip_node_type', 'u8'],
  50: ['Requested address', 'dhcp.option.requested_ip_address', 'ipv4'],
  51: ['Lease time', 'dhcp.option.ip_address_lease_time', 'u32'],
  52: ['Option overload', 'dhcp.option.option_overload', 'u8'],
  53: ['Message type', 'dhcp.option.dhcp', 'u8'],
  54: ['Server identifier', 'dhcp.option.dhcp_server_id', 'ipv4'],
  55: ['Parameter request list', 'dhcp.option.request_list_item', 'u8'],
  56: ['Message', 'dhcp.option.message', 'text'],
  57: ['Maximum message size', 'dhcp.option.dhcp_max_message_size', 'u16'],
  58: ['Renewal time', 'dhcp.option.renewal_time_value', 'u32'],
  59: ['Rebinding time', 'dhcp.option.rebinding_time_value', 'u32'],
  60: ['Vendor class', 'dhcp.option.vendor_class_id', 'text'],
  61: ['Client identifier', 'dhcp.client_id', 'bytes'],
  66: ['TFTP server name', 'dhcp.option.tftp_server_name', 'text'],
  67: ['Boot file name', 'dhcp.option.bootfile_name', 'text'],
  77: ['User class', 'dhcp.option.user_class.text', 'text'],
  80: ['Rapid commit', 'dhcp.option.value', 'bytes'],
  81: ['Client FQDN', 'dhcp.fqdn.name', 'text'],
  82: ['Relay agent information', 'dhcp.option.value', 'bytes'],
  93: ['Client architecture', 'dhcp.option.client_system_architecture', 'u16'],
  97: ['Client machine identifier', 'dhcp.client_id.uuid', 'bytes'],
  100: ['POSIX time zone', 'dhcp.option.tz_pcode', 'text'],
  101: ['Time zone name', 'dhcp.option.tz_tcode', 'text'],
  108: ['IPv6-only preferred', 'dhcp.option.ipv6_only_preferred', 'u32'],
  114: ['Captive portal', 'dhcp.option.captive_portal', 'text'],
  119: ['Domain search', 'dhcp.option.dhcp_dns_domain_search_list_fqdn', 'text'],
  121: ['Classless static route', 'dhcp.option.classless_static_route', 'bytes'],
  150: ['TFTP server address', 'dhcp.option.tftp_server_address', 'ipv4'],
  252: ['Proxy autodiscovery', 'dhcp.option.private_proxy_autodiscovery', 'text'],
  255: ['End', 'dhcp.option.end', 'u8'],
}

export const dhcpOptionFields = {
  ...Object.fromEntries(
    Object.values(OPTIONS).map(([, field, shape]) => [field, shape.startsWith('u') ? 'uint' : shape] as const),
  ),
  'dhcp.option.value': 'bytes',
  'dhcp.client_id.type': 'uint',
  'dhcp.fqdn.flags': 'uint',
  'dhcp.option.agent_information_option.agent_circuit_id': 'bytes',
  'dhcp.option.agent_information_option.agent_remote_id': 'bytes',
  'dhcp.option.classless_static_route.destination': 'text',
  'dhcp.option.classless_static_route.router': 'ipv4',
} as FieldTable

export const MESSAGE_TYPES: Readonly<Record<number, string>> = {
  1: 'Discover',
  2: 'Offer',
  3: 'Request',
  4: 'Decline',
  5: 'ACK',
  6: 'NAK',
  7: 'Release',
  8: 'Inform',
  9: 'Force renew',
  10: 'Lease query',
  11: 'Lease unassigned',
  12: 'Lease unknown',
  13: 'Lease active',
}

export const optionName = (type: number): string => OPTIONS[type]?.[0] ?? `Option ${type}`

/** Says the value of one option; `value` holds it and nothing else. */
export function describeDhcpOption(value: FieldReader, type: number): void {
  if (type === 61) describeClientId(value)
  else if (type === 81) describeFqdn(value)
  else if (type === 82) describeRelay(value)
  else if (type === 119) searchList(value, 'dhcp.option.dhcp_dns_domain_search_list_fqdn')
  else if (type === 121) describeRoutes(value)
  else describePlain(value, type)
  if (value.left > 0) value.bytes('dhcp.option.value', value.left)
}

function describePlain(value: FieldReader, type: number): void {
  const [, field, shape] = OPTIONS[type] ?? ['', 'dhcp.option.value', 'bytes']
  if (shape === 'text') value.text(field, value.left)
  else if (shape === 'bytes') value.bytes(field, value.left)
  else if (shape === 'ipv4') while (value.left >= 4) value.ipv4(field)
  else {
    const size = shape === 'u8' ? 1 : shape === 'u16' ? 2 : 4
    const meaning = type === 53 ? MESSAGE_TYPES : type === 55 ? optionName : size === 4 ? seconds : undefined
    while (value.left >= size) value.uint(field, size, meaning)
  }
}
const seconds = (value: number) => (value === 0xffffffff ? 'for ever' : `${value} s`)

function describeClientId(value: FieldReader): void {
  if (value.left === 7 && value.peek(1) === 1) {
    value.uint('dhcp.hw.type', 1, { 1: 'Ethernet' })
    value.mac('dhcp.hw.mac_addr')
    return
  }
  value.uint('dhcp.client_id.type', 1, { 0: 'Text', 255: 'IAID and DUID' })
  value.bytes('dhcp.client_id', value.left)
}

/** RFC 4702: a byte of flags, two that mean nothing any more, and a name as text or as DNS writes it. */
function describeFqdn(value: FieldReader): void {
  const encoded = (value.peek(1) & 4) !== 0
  value.uint('dhcp.fqdn.flags', 1)
  value.skip(2)
  if (encoded) searchList(value, 'dhcp.fqdn.name')
  else value.text('dhcp.fqdn.name', value.left)
}

/** RFC 3046. */
function describeRelay(value: FieldReader): void {
  while (value.left >= 2) {
    const type = value.peek(1)
    const length = value.peek(1, 1)
    value.skip(2)
    const field = { 1: 'agent_circuit_id', 2: 'agent_remote_id' }[type]
    value.bytes(field ? `dhcp.option.agent_information_option.${field}` : 'dhcp.option.value', length)
  }
}

/** RFC 3442: the length of a prefix, as many of its bytes as count, a router. */
function describeRoutes(value: FieldReader): void {
  while (value.left > 0) {
    const start = value.at
    const length = value.peek(1)
    const significant = (length + 7) >> 3
    if (length > 32 || !value.has(1 + significant + 4)) {
      value.fail()
      return
    }
    const octets = [1, 2, 3, 4].map((n) => (n <= significant ? value.peek(1, n) : 0))
    value.skip(1 + significant)
    value.fields.text(
      'dhcp.option.classless_static_route.destination',
      `${octets.join('.')}/${length}`,
      start,
      value.at,
    )
    value.ipv4('dhcp.option.classless_static_route.router')
  }
}
