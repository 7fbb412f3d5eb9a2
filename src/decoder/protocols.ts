/**
 * Every protocol the decoder knows, by number. Names are tshark's, so that facts can be compared and filters carried over.
 * The hot path works on numbers; `PROTOCOL_NAMES[id]` is for people.
 */
export const PROTOCOL_NAMES = [
  'end',
  'eth',
  'null',
  'raw',
  'ppp',
  'pppoes',
  'pppoed',
  'sll',
  'wlan',
  'radiotap',
  'prism',
  'ppi',
  'chdlc',
  'fr',
  'nflog',
  'pflog',
  'llc',
  'vlan',
  'mpls',
  'arp',
  'ip',
  'ipv6',
  'icmp',
  'icmpv6',
  'igmp',
  'tcp',
  'udp',
  'sctp',
  'gre',
  'vxlan',
  'geneve',
  'gtp',
  'l2tp',
  'esp',
  'ah',
  'stp',
  'lldp',
  'ospf',
  'bgp',
  'ieee8021ad',
  'macsec',
  'cfp',
  'teredo',
  'capwap.data',
  'tr',
  'fddi',
  'eapol',
  'eap',
  'data',
  // Applications, told by port and content.
  'dns',
  'mdns',
  'llmnr',
  'nbns',
  'dhcp',
  'dhcpv6',
  'ntp',
  'http',
  'http2',
  'websocket',
  'tls',
  'quic',
  'dtls',
  'ssh',
  'smtp',
  'ftp',
  'pop',
  'imap',
  'sip',
  'rtp',
  'rtcp',
  'snmp',
  'smb',
  'smb2',
  'kerberos',
  'ldap',
  'rdp',
  'mqtt',
  'modbus',
  'redis',
  'pgsql',
  'mysql',
  'stun',
  'ssdp',
  'gnutella',
] as const
export type ProtocolName = (typeof PROTOCOL_NAMES)[number]

/** Number of a protocol; for constants at the top of a file, not for the hot path. */
export function protocolId(name: ProtocolName): number {
  return PROTOCOL_NAMES.indexOf(name)
}

// The engine folds plain constants into its code; properties of an object it does not.
export const END = 0
export const ETH = 1
export const NULL_LOOP = 2
export const RAW = 3
export const PPP = 4
export const PPPOE_SESSION = 5
export const PPPOE_DISCOVERY = 6
export const SLL = 7
export const WLAN = 8
export const RADIOTAP = 9
export const PRISM = 10
export const PPI = 11
export const CHDLC = 12
export const FRAME_RELAY = 13
export const NFLOG = 14
export const PFLOG = 15
export const LLC = 16
export const VLAN = 17
export const MPLS = 18
export const ARP = 19
export const IP = 20
export const IPV6 = 21
export const ICMP = 22
export const ICMPV6 = 23
export const IGMP = 24
export const TCP = 25
export const UDP = 26
export const SCTP = 27
export const GRE = 28
export const VXLAN = 29
export const GENEVE = 30
export const GTP = 31
export const L2TP = 32
export const ESP = 33
export const AH = 34
export const STP = 35
export const LLDP = 36
export const OSPF = 37
export const PROVIDER_VLAN = 39
export const MACSEC = 40
export const FABRIC_PATH = 41
export const TEREDO = 42
export const CAPWAP = 43
export const TOKEN_RING = 44
export const FDDI = 45
export const EAPOL = 46
export const EAP = 47
export const DATA = 48
export const FIRST_APPLICATION = 49
export const DNS = 49
export const MDNS = 50
export const LLMNR = 51
export const HTTP = 56
export const TLS = 59
export const QUIC = 60
