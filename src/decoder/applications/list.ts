/** Every application protocol, and which one a payload is. One row an application; order decides among equals. */
import type { Application, RecogniseHint } from '../fields.ts'
import { bgp } from './bgp.ts'
import { dhcp } from './dhcp.ts'
import { dhcpv6 } from './dhcpv6.ts'
import { dnsOverTcp, dnsOverUdp, llmnr, mdns } from './dns/message.ts'
import { dtls } from './dtls/dtls.ts'
import { ftp } from './ftp.ts'
import { gnutella } from './gnutella.ts'
import { http } from './http/http.ts'
import { ssdp } from './http/ssdp.ts'
import { http2 } from './http2/http2.ts'
import { imap } from './imap.ts'
import { kerberos } from './kerberos.ts'
import { ldap } from './ldap.ts'
import { modbus } from './modbus.ts'
import { mqtt } from './mqtt.ts'
import { mysql } from './mysql.ts'
import { nbns } from './nbns.ts'
import { ntp } from './ntp.ts'
import { pgsql } from './pgsql.ts'
import { pop } from './pop.ts'
import { quic } from './quic/quic.ts'
import { rdp } from './rdp.ts'
import { redis } from './redis.ts'
import { rtcp } from './rtcp.ts'
import { rtp } from './rtp.ts'
import { sip } from './sip.ts'
import { smb, smb2 } from './smb.ts'
import { smtp } from './smtp.ts'
import { snmp } from './snmp.ts'
import { ssh } from './ssh/ssh.ts'
import { stun } from './stun.ts'
import { tls } from './tls/tls.ts'
import { websocket } from './websocket/websocket.ts'

export const APPLICATIONS: readonly Application[] = [
  bgp,
  dnsOverUdp,
  dnsOverTcp,
  mdns,
  llmnr,
  nbns,
  dhcp,
  dhcpv6,
  ntp,
  http,
  ssdp,
  http2,
  ssh,
  tls,
  websocket,
  smtp,
  ftp,
  pop,
  imap,
  sip,
  rtp,
  rtcp,
  stun,
  quic,
  dtls,
  gnutella,
  snmp,
  ldap,
  kerberos,
  mqtt,
  modbus,
  redis,
  pgsql,
  mysql,
  rdp,
  smb,
  smb2,
]

type Transport = RecogniseHint['transport']

const claims = new Map<number, Application>()
for (const application of APPLICATIONS) for (const port of application.claims ?? []) claims.set(port, application)

/** The application that a TCP connection between these ports is taken for when nobody knows what is said. */
export const claimedByPort = (portA: number, portB: number): Application | undefined =>
  claims.get(Math.min(portA, portB)) ?? claims.get(Math.max(portA, portB))

const byPort = {
  tcp: new Map<number, readonly Application[]>(),
  udp: new Map<number, readonly Application[]>(),
}
for (const application of APPLICATIONS) {
  for (const transport of ['tcp', 'udp'] as const) {
    for (const port of application[transport]) {
      byPort[transport].set(port, [...(byPort[transport].get(port) ?? []), application])
    }
  }
}

/**
 * The application whose message begins at `start`: first those expected on either port (the lower port first, as it is more
 * often the service's), then all others by strict content. `undefined` when none knows it.
 */
export function recogniseApplication(
  view: DataView,
  start: number,
  end: number,
  transport: Transport,
  portA: number,
  portB: number,
): Application | undefined {
  if (start >= end) return undefined
  const { expected, unexpected } = HINTS[transport]
  const ports = byPort[transport]
  return (
    firstThatKnows(ports.get(Math.min(portA, portB)), view, start, end, expected) ??
    firstThatKnows(ports.get(Math.max(portA, portB)), view, start, end, expected) ??
    firstThatKnows(APPLICATIONS, view, start, end, unexpected)
  )
}

function firstThatKnows(
  applications: readonly Application[] | undefined,
  view: DataView,
  start: number,
  end: number,
  hint: RecogniseHint,
): Application | undefined {
  if (applications === undefined) return undefined
  for (let n = 0; n < applications.length; n++) {
    const application = applications[n] as Application
    if (application.recognises(view, start, end, hint)) return application
  }
  return undefined
}

/** Made once: this is asked of every connection. */
const HINTS = {
  tcp: { expected: { transport: 'tcp', expected: true }, unexpected: { transport: 'tcp', expected: false } },
  udp: { expected: { transport: 'udp', expected: true }, unexpected: { transport: 'udp', expected: false } },
} as const
