/** What HTTP adds to a route, a request and a reply, and what the composition root hands in (types only; the work is in `http/`). */
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { WebSocket } from 'ws'
import type { AuthDesk, Preferences, Session } from './auth.ts'
import type { Access, Audit, AuditEntry, HostId, Log, Principal, ServerParts } from './capability.ts'
import type { Clock } from './clock.ts'
import type { ServerSettings } from './config/sections.ts'
import type { Language, Params } from './schema.ts'
import type { Renderer } from './texts/render.ts'

/** What a handler knows better than its route: it goes into the audit row of this request. */
export interface AuditNote {
  readonly action?: string
  readonly target?: string
  readonly host?: HostId
  readonly plan?: unknown
  readonly outcome?: AuditEntry['outcome']
  readonly details?: Params
  /** Who acted, where nobody was signed in before: signing in itself. */
  readonly who?: Principal
  /** The handler has written its own rows (a plan and what came of it). */
  readonly written?: true
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call this; a route without it is refused at start. */
    access?: Access
  }
  interface FastifyRequest {
    /** Who asks. On a `public` route nobody may be signed in: then it is `anonymous` and `signedIn` is false. */
    principal: Principal
    signedIn: boolean
    /** The reader's: chosen by the person, else by Accept-Language. */
    language: Language
    preferences: Preferences | undefined
    /** Value of the session cookie, when the request was let in by it. */
    sessionToken: string | undefined
    auditNote: AuditNote | undefined
  }
  interface FastifyReply {
    /** Sets the session cookie. */
    startSession(session: Session): FastifyReply
    endSession(): FastifyReply
  }
}

/** What `/health` says; `ok: false` answers 503. */
export interface HealthReport {
  readonly ok: boolean
  /** `store`, `disk`, `jobs`, `link` … → is it well, and what is to be said. */
  readonly parts: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>
}

export interface HttpOptions {
  readonly settings: ServerSettings
  /** Folder of the built pages (`dist/web`). */
  readonly webDir: string
  readonly version: string
  readonly auth: AuthDesk
  readonly audit: Audit
  readonly log: Log
  readonly clock: Clock
  readonly renderer: Renderer
  readonly registry: Registry
  readonly health: () => Promise<HealthReport>
  /** The one WebSocket: whoever comes here is signed in and of our own origin. */
  readonly live?: { accept(socket: WebSocket, principal: Principal, from: string): void }
}

export interface RouteRow {
  readonly method: string
  readonly url: string
  readonly access: Access
}

export interface Http {
  readonly app: FastifyInstance
  /** Every route there is, for the API document and the test that walks them. */
  readonly routes: readonly RouteRow[]
  /** A capability whose routes cannot be set up answers 500 under its own path; the others are served. */
  mount(capability: { readonly id: string }, parts: ServerParts): Promise<void>
  /** Resolves with the address people open; rejects with `core.port-taken`, `core.port-forbidden`, `core.address-unknown`. */
  listen(): Promise<{
    readonly url: string
    readonly port: number
    readonly secure: boolean
    readonly exposed: boolean
  }>
  /** Under five seconds, whoever is still connected. */
  close(): Promise<void>
}
