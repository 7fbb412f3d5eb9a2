/** What a walked frame carries for an application, looked at alone: streams are the analyser's. */
import type { Application, Fields, RecogniseHint } from '../fields.ts'
import type { Packet } from '../packet.ts'
import { TCP, UDP } from '../protocols.ts'
import { recogniseApplication } from './list.ts'

/** Messages of one frame that are described; the rest is more of the same. */
const MAX_MESSAGES = 64

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

/** The payload of the innermost path when it is a TCP or UDP one that carries something and is not a quotation. */
export function payloadOf(packet: Packet): Readonly<Payload> | undefined {
  const k = packet.pathCount - 1
  if (k < 0 || packet.pathQuoted[k] !== 0) return undefined
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
