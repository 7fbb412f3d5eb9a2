/** What a walked frame carries for an application, looked at alone: streams are the analyser's. */
import type { Application, Fields, RecogniseHint } from '../fields.ts'
import { eapEnd, hasMoreFragments, tlsOfEap } from '../layers/eap.ts'
import type { Packet } from '../packet.ts'
import { EAP, TCP, UDP } from '../protocols.ts'
import { recogniseApplication } from './list.ts'
import { isRecord } from './tls/tls.ts'

/** Messages of one frame that are described; the rest is more of the same. */
const MAX_MESSAGES = 64

const HTTPS = 443

export interface Payload {
  transport: RecogniseHint['transport']
  /** Range in the frame's memory. */
  start: number
  end: number
  portA: number
  portB: number
}
/** Lent until the next call: one serves all frames. */
const payload: Payload = { transport: 'tcp', start: 0, end: 0, portA: 0, portB: 0 }

/**
 * The payload of the innermost path when it is a TCP or UDP one that carries something and is not a quotation; without any
 * path the records of TLS in an EAP packet, as on their own port.
 */
export function payloadOf(packet: Packet): Readonly<Payload> | undefined {
  const k = packet.pathCount - 1
  if (k < 0) return tlsInEap(packet)
  if (packet.pathQuoted[k] !== 0) return undefined
  const transport = packet.pathTransport[k]
  if (transport !== TCP && transport !== UDP) return undefined
  if (packet.layerIds[packet.layerCount - 1] !== transport) return undefined
  const start = packet.pathPayload[k] as number
  const end = packet.pathEnd[k] as number
  if (start >= end) return undefined
  const ports = packet.pathStart[k] as number
  payload.transport = transport === TCP ? 'tcp' : 'udp'
  payload.start = start
  payload.end = end
  payload.portA = packet.view.getUint16(ports)
  payload.portB = packet.view.getUint16(ports + 2)
  return payload
}

/** Of a message in fragments nothing can be told alone. */
function tlsInEap({ view, layerCount, layerIds, layerStarts, layerLimits }: Packet): Readonly<Payload> | undefined {
  const n = layerCount - 1
  if (n < 0 || layerIds[n] !== EAP) return undefined
  const eap = layerStarts[n] as number
  const end = eapEnd(view, eap, layerLimits[n] as number)
  const start = tlsOfEap(view, eap, end)
  if (start === 0 || hasMoreFragments(view, eap) || !isRecord(view, start, end)) return undefined
  payload.transport = 'tcp'
  payload.start = start
  payload.end = end
  payload.portA = HTTPS
  payload.portB = HTTPS
  return payload
}

export function applicationOf(packet: Packet): Application | undefined {
  const found = payloadOf(packet)
  if (!found) return undefined
  return recogniseApplication(packet.view, found.start, found.end, found.transport, found.portA, found.portB)
}

/** Describes every message of the payload one after the other. */
export function describeMessages(packet: Packet, application: Application, fields: Fields): void {
  const found = payloadOf(packet)
  if (!found) return
  const { start, end } = found
  for (let at = start, n = 0; at < end && n < MAX_MESSAGES; n++) {
    const length = application.measure ? application.measure(packet.view, at, end) : end - at
    const next = length > 0 && at + length < end ? at + length : end
    application.describe(fields, at, next)
    at = next
  }
}
