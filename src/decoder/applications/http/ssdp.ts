/** Simple Service Discovery Protocol: HTTP's messages over UDP, one a datagram (UPnP Device Architecture 2.0 §1). */
import type { Application, Fields, RecogniseHint } from '../../fields.ts'
import { describeHttp, httpFields, summariseHttp } from './describe.ts'
import { looksLikeHttp, startsHttp } from './first-line.ts'

export const ssdp = {
  name: 'ssdp',
  title: 'Simple Service Discovery Protocol',
  fields: httpFields,
  tcp: [],
  udp: [1900],
  recognises: (view: DataView, start: number, end: number, hint: RecogniseHint) =>
    hint.expected && (looksLikeHttp(view, start, end) || startsHttp(view, start, end)),
  describe: (fields: Fields, start: number, end: number) => describeHttp(fields, 'ssdp', start, end),
  summary: (view: DataView, _bytes: Uint8Array, start: number, end: number) => summariseHttp(view, start, end),
} as const satisfies Application
