/** What was asked and answered over HTTP. */
import type { HttpHead } from '../applications/http/head.ts'
import { BoundedCounts } from './bounded-counts.ts'
import type { Sight } from './sight.ts'

const MOST_HOSTS = 20_000
const MOST_AGENTS = 5_000
const MOST_FILES = 1_000
const MOST_REQUESTS = 1_000

export interface SeenFile {
  readonly name: string
  readonly contentType: string
  /** Of the body, in bytes as sent; `undefined` when it said no length. */
  readonly bytes: number | undefined
  readonly frame: number
  readonly flow: number
}
export interface SeenRequest {
  readonly method: string
  readonly host: string
  readonly uri: string
  readonly frame: number
  readonly flow: number
}

interface SeenRequestHead {
  readonly kind: 'request'
  readonly method: string
  readonly uri: string
  readonly host: string | undefined
  readonly userAgent: string | undefined
  /** Whose password went in clear text. */
  readonly basicUser: string | undefined
}
interface SeenResponseHead {
  readonly kind: 'response'
  readonly status: number
  readonly server: string | undefined
  readonly contentType: string | undefined
  readonly contentLength: number | undefined
  readonly uri: string
}
export type SeenHead = SeenRequestHead | SeenResponseHead

export class HttpFacts {
  requests = 0
  responses = 0
  /** Messages whose end never came, or of which a part was not captured. They are counted nowhere else. */
  unfinished = 0
  readonly methods = new BoundedCounts(200)
  readonly hosts = new BoundedCounts(MOST_HOSTS)
  readonly statuses = new BoundedCounts(1_000)
  readonly userAgents = new BoundedCounts(MOST_AGENTS)
  readonly servers = new BoundedCounts(1_000)
  readonly contentTypes = new BoundedCounts(1_000)
  readonly files: SeenFile[] = []
  readonly firstRequests: SeenRequest[] = []
  readonly #sight: Sight

  readonly #login: (user: string) => void

  /** `login` hears of requests that carry a password in clear text. */
  constructor(sight: Sight, login: (user: string) => void) {
    this.#sight = sight
    this.#login = login
  }

  /** What will be counted of a message, once it is whole: the bytes of its head are gone by then. `uri` is what was asked, when that was seen. */
  read(head: HttpHead, uri: string): SeenHead {
    const { kind, host, userAgent, server, contentType, contentLength, status } = head
    if (kind === 'response') return { kind, status, server, contentType, contentLength, uri }
    const basicUser = head.authorization === 'basic' ? (head.basicUser ?? '') : undefined
    return { kind, method: head.method ?? '', uri: head.uri ?? '', host, userAgent, basicUser }
  }

  /** A message is whole. */
  add(message: SeenHead): void {
    if (message.kind === 'request') this.#request(message)
    else this.#response(message)
  }

  #request({ method, uri, host, userAgent, basicUser }: SeenRequestHead): void {
    this.requests++
    this.methods.add(method)
    if (host !== undefined) this.hosts.add(host)
    if (userAgent !== undefined) this.userAgents.add(userAgent)
    const { frame, flow } = this.#sight
    if (this.firstRequests.length < MOST_REQUESTS) {
      this.firstRequests.push({ method, host: host ?? '', uri, frame, flow })
    }
    if (basicUser !== undefined) this.#login(basicUser)
  }

  #response({ status, server, contentType, contentLength, uri }: SeenResponseHead): void {
    this.responses++
    this.statuses.add(String(status))
    if (server !== undefined) this.servers.add(server)
    if (contentType === undefined) return
    const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    this.contentTypes.add(type)
    if (status !== 200 || this.files.length >= MOST_FILES) return
    const { frame, flow } = this.#sight
    this.files.push({ name: fileName(uri), contentType: type, bytes: contentLength, frame, flow })
  }
}

/** The last part of a path, without its query. */
function fileName(uri: string): string {
  const path = uri.split('?', 1)[0] ?? ''
  return path.slice(path.lastIndexOf('/') + 1)
}
