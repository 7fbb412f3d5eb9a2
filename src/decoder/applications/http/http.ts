/** HTTP/1 over TCP (RFC 9112). */
import { type Application, type Fields, NEED_MORE, NOT_MINE, type RecogniseHint } from '../../fields.ts'
import { bodyOf, ChunkWalker } from './body.ts'
import { describeHttp, httpFields, summariseHttp } from './describe.ts'
import { looksLikeHttp, startsHttp } from './first-line.ts'
import { parseHttpHead } from './head.ts'

/** Head and body as far as the head says; a body that ends with its connection is as long as what there is. */
function measure(view: DataView, start: number, end: number): number {
  const head = parseHttpHead(view, start, end)
  if (head === undefined) return NOT_MINE
  if (head === 'need-more') return NEED_MORE
  switch (bodyOf(head)) {
    case 'none':
      return head.bytes
    case 'length':
      return head.bytes + (head.contentLength ?? 0)
    case 'until-close':
      return end - start
    case 'chunked': {
      const walker = new ChunkWalker()
      const passed = walker.feed(view, start + head.bytes, end)
      return walker.done ? head.bytes + passed : end - start
    }
  }
}

export const http = {
  name: 'http',
  title: 'Hypertext Transfer Protocol',
  fields: httpFields,
  tcp: [80, 2710, 2869, 3128, 3132, 5985, 8000, 8008, 8080, 8081, 8088, 8888, 11371],
  udp: [],
  recognises: (view: DataView, start: number, end: number, { expected, transport }: RecogniseHint) =>
    transport === 'tcp' && (looksLikeHttp(view, start, end) || (expected && startsHttp(view, start, end))),
  measure,
  describe: (fields: Fields, start: number, end: number) => describeHttp(fields, 'http', start, end),
  summary: (view: DataView, _bytes: Uint8Array, start: number, end: number) => summariseHttp(view, start, end),
} as const satisfies Application
