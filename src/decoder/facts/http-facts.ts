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

export interface RequestFacts {
  readonly method: string
  readonly host: string | undefined
  readonly uri: string
  readonly userAgent: string | undefined
  /** Whose password it carries in clear text. */
  readonly login: string | undefined
}
export interface ResponseFacts {
  readonly status: number
  readonly server: string | undefined
  readonly contentType: string | undefined
  readonly bytes: number | undefined
  readonly uri: string
}

export class HttpFacts {
  requests = 0
  responses = 0
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

  /** What a request says, as values: its bytes are gone when its body ends. */
  readRequest(head: HttpHead): RequestFacts {
    const login = head.authorization === 'basic' ? (head.basicUser ?? '') : undefined
    return { method: head.method ?? '', host: head.host, uri: head.uri ?? '', userAgent: head.userAgent, login }
  }

  request({ method, host, uri, userAgent, login }: RequestFacts): void {
    this.requests++
    this.methods.add(method)
    if (host !== undefined) this.hosts.add(host)
    if (userAgent !== undefined) this.userAgents.add(userAgent)
    const { frame, flow } = this.#sight
    if (this.firstRequests.length < MOST_REQUESTS)
      this.firstRequests.push({ method, host: host ?? '', uri, frame, flow })
    if (login !== undefined) this.#login(login)
  }

  /** `uri` is the request's, when it was seen. */
  readResponse(head: HttpHead, uri: string): ResponseFacts {
    const contentType = head.contentType?.split(';', 1)[0]?.trim().toLowerCase()
    return { status: head.status, server: head.server, contentType, bytes: head.contentLength, uri }
  }

  response({ status, server, contentType, bytes, uri }: ResponseFacts): void {
    this.responses++
    this.statuses.add(String(status))
    if (server !== undefined) this.servers.add(server)
    if (contentType === undefined) return
    this.contentTypes.add(contentType)
    if (status !== 200 || this.files.length >= MOST_FILES) return
    const { frame, flow } = this.#sight
    this.files.push({ name: fileName(uri), contentType, bytes, frame, flow })
  }
}

/** The last part of a path, without its query. */
function fileName(uri: string): string {
  const path = uri.split('?', 1)[0] ?? ''
  return path.slice(path.lastIndexOf('/') + 1)
}
