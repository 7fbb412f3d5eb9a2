/** Which application speaks inside TLS: told by what both sides agreed on (ALPN), by the service whose port it is, and by content. */
import type { Application } from '../fields.ts'
import { APPLICATIONS, recogniseApplication } from './list.ts'

/** By IANA's registry of ALPN protocol IDs. */
const NAMES: Readonly<Record<string, string>> = {
  'http/1.0': 'http',
  'http/1.1': 'http',
  h2: 'http2',
  ftp: 'ftp',
  imap: 'imap',
  pop3: 'pop',
  mqtt: 'mqtt',
}
/** Ports of services that are TLS from their first byte, and the ports where they speak in clear. */
const PLAIN_PORTS: ReadonlyMap<number, number> = new Map([
  [443, 80],
  [465, 25],
  [636, 389],
  [853, 53],
  [989, 20],
  [990, 21],
  [993, 143],
  [995, 110],
  [3269, 389],
  [5061, 5060],
  [8443, 80],
  [8883, 1883],
])

/** `undefined` when nobody knows the bytes `start`…`end`, the first that a side has said. */
export function applicationInside(
  alpn: string | undefined,
  view: DataView,
  start: number,
  end: number,
  portA: number,
  portB: number,
): Application | undefined {
  const agreed = alpn === undefined ? undefined : NAMES[alpn]
  const application =
    agreed === undefined
      ? recogniseApplication(view, start, end, 'tcp', PLAIN_PORTS.get(portA) ?? portA, PLAIN_PORTS.get(portB) ?? portB)
      : APPLICATIONS.find(({ name }) => name === agreed)
  // TLS inside TLS has keys of its own, which nobody looks for here.
  return application?.name === 'tls' ? undefined : application
}
