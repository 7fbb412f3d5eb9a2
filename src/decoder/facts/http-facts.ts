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

  request(head: HttpHead): void {
    this.requests++
    const method = head.method ?? ''
    this.methods.add(method)
    const { host, userAgent } = head
    if (host !== undefined) this.hosts.add(host)
    if (userAgent !== undefined) this.userAgents.add(userAgent)
    const { frame, flow } = this.#sight
    if (this.firstRequests.length < MOST_REQUESTS) {
      this.firstRequests.push({ method, host: host ?? '', uri: head.uri ?? '', frame, flow })
    }
    if (head.authorization === 'basic') this.#login(head.basicUser ?? '')
  }

  /** `uri` is the request's, when it was seen. */
  response(head: HttpHead, uri: string): void {
    this.responses++
    this.statuses.add(String(head.status))
    const { server, contentType } = head
    if (server !== undefined) this.servers.add(server)
    if (contentType === undefined) return
    const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    this.contentTypes.add(type)
    if (head.status !== 200 || this.files.length >= MOST_FILES) return
    const { frame, flow } = this.#sight
    this.files.push({ name: fileName(uri), contentType: type, bytes: head.contentLength, frame, flow })
  }
}

/** The last part of a path, without its query. */
function fileName(uri: string): string {
  const path = uri.split('?', 1)[0] ?? ''
  return path.slice(path.lastIndexOf('/') + 1)
}
