/** Session Description Protocol (RFC 8866), as SIP carries it: which media flows where. */
import type { Fields, FieldTable } from '../fields.ts'
import { bytesOfView, linesOf, splitWord } from './text-lines.ts'

const MAX_MEDIA = 64

export const sdpFields = {
  'sdp.version': 'text',
  'sdp.owner': 'text',
  'sdp.session_name': 'text',
  'sdp.session_info': 'text',
  'sdp.uri': 'text',
  'sdp.email': 'text',
  'sdp.phone': 'text',
  'sdp.connection_info': 'text',
  'sdp.connection_info.address': 'text',
  'sdp.bandwidth': 'text',
  'sdp.time': 'text',
  'sdp.timezone': 'text',
  'sdp.encryption_key': 'text',
  'sdp.media': 'text',
  'sdp.media.media': 'text',
  'sdp.media.port': 'uint',
  'sdp.media.proto': 'text',
  'sdp.media.format': 'text',
  'sdp.media_attr': 'text',
  'sdp.unknown': 'text',
} as const satisfies FieldTable

const LINES: Readonly<Record<string, string>> = {
  v: 'version',
  o: 'owner',
  s: 'session_name',
  i: 'session_info',
  u: 'uri',
  e: 'email',
  p: 'phone',
  c: 'connection_info',
  b: 'bandwidth',
  t: 'time',
  z: 'timezone',
  k: 'encryption_key',
  m: 'media',
  a: 'media_attr',
}

/** Payload types of RFC 3551 section 6. */
const PAYLOAD_TYPES: Readonly<Record<number, string>> = {
  0: 'ITU-T G.711 PCMU',
  3: 'GSM 06.10',
  4: 'ITU-T G.723',
  5: 'DVI4 8 kHz',
  6: 'DVI4 16 kHz',
  7: 'LPC',
  8: 'ITU-T G.711 PCMA',
  9: 'ITU-T G.722',
  10: 'L16 stereo',
  11: 'L16',
  12: 'QCELP',
  13: 'Comfort noise',
  14: 'MPEG audio',
  15: 'ITU-T G.728',
  18: 'ITU-T G.729',
  25: 'CelB',
  26: 'JPEG',
  28: 'nv',
  31: 'ITU-T H.261',
  32: 'MPEG video',
  33: 'MPEG transport stream',
  34: 'ITU-T H.263',
}

/** `ITU-T G.711 PCMA`, `DynamicRTP-Type-97`. */
export function payloadType(type: number): string | undefined {
  return PAYLOAD_TYPES[type] ?? (type >= 0 && type < 128 ? `DynamicRTP-Type-${type}` : undefined)
}

export function describeSdp(fields: Fields, start: number, end: number): void {
  fields.open('Session description', start, end)
  for (const line of linesOf(fields.bytes, start, end)) {
    const value = line.text.slice(2)
    const kind = line.text[1] === '=' ? LINES[line.text[0] as string] : undefined
    const from = Math.min(line.end, line.start + 2)
    fields.text(`sdp.${kind ?? 'unknown'}`, kind ? value : line.text, kind ? from : line.start, line.end)
    if (kind === 'connection_info') {
      fields.text('sdp.connection_info.address', addressOf(value), from, line.end)
    } else if (kind === 'media') {
      const [media = '', port = '', protocol = '', ...formats] = value.split(' ')
      fields.text('sdp.media.media', media, from, line.end)
      fields.uint('sdp.media.port', Number.parseInt(port, 10) || 0, from, line.end)
      fields.text('sdp.media.proto', protocol, from, line.end)
      for (const format of formats.slice(0, MAX_MEDIA)) {
        fields.text('sdp.media.format', payloadType(Number(format)) ?? format, from, line.end)
      }
    }
  }
  fields.close()
}

/** `IN IP4 224.2.1.1/127` → `224.2.1.1`. */
function addressOf(connection: string): string {
  return (connection.split(' ')[2] ?? '').replace(/\/.*$/, '')
}

export interface SdpMedia {
  /** Where the sender of this description wants to receive: `192.0.2.1`. */
  readonly address: string
  readonly port: number
  readonly rtcpPort: number
  /** `audio`, `video`. */
  readonly media: string
  /** `RTP/AVP`, `UDP/TLS/RTP/SAVPF`. */
  readonly protocol: string
}

/** The media of a session description, or of the SIP message that carries one; none when there is none. */
export function parseSdp(view: DataView, start: number, end: number): readonly SdpMedia[] {
  const bytes = bytesOfView(view)
  const media: { address: string; port: number; rtcpPort: number; media: string; protocol: string }[] = []
  let address = ''
  let inBody = bytes[start] === 0x76 && bytes[start + 1] === 0x3d
  for (const { text } of linesOf(bytes, start, end)) {
    if (!inBody) {
      inBody = text === ''
      continue
    }
    const current = media.at(-1)
    if (text.startsWith('c=')) {
      if (current) current.address = addressOf(text.slice(2))
      else address = addressOf(text.slice(2))
    } else if (text.startsWith('m=')) {
      const [kind = '', ports = '', protocol = ''] = text.slice(2).split(' ')
      const port = Number.parseInt(ports, 10)
      if (port > 0 && port < 65536 && media.length < MAX_MEDIA) {
        media.push({ address, port, rtcpPort: port + 1, media: kind, protocol })
      }
    } else if (text.startsWith('a=rtcp:') && current) {
      const port = Number.parseInt(splitWord(text.slice(7))[0], 10)
      if (port > 0 && port < 65536) current.rtcpPort = port
    } else if (text === 'a=rtcp-mux' && current) current.rtcpPort = current.port
  }
  return media.filter(({ address: place, protocol }) => place !== '' && protocol.includes('RTP'))
}
