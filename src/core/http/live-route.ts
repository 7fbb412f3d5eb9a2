/** `/api/live`, the one WebSocket: let in by the guard like any route, and let go when the guard would no longer. */
import websocket, { type WebSocket } from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { Credential } from '../auth.ts'
import type { Principal } from '../capability.ts'
import type { HttpOptions } from '../http.ts'
import { httpErrors } from './errors.ts'

const MAX_MESSAGE_BYTES = 64 * 1024
/** A session ended or a role changed by the command line, which this process does not hear of. */
const RECHECK_EVERY_MS = 15_000
/** RFC 6455 §7.4.1 */
const CLOSE_GOING_AWAY = 1001
const CLOSE_POLICY = 1008
const CLOSE_TRY_LATER = 1013
/** More tabs than anybody reads; without an end one account could take all memory and file descriptors. */
const MAX_SOCKETS = 20

const toRights = ({ id, role, capabilities }: Principal) => JSON.stringify([id, role, capabilities])

export async function addWebSockets(app: FastifyInstance): Promise<void> {
  await app.register(websocket, { options: { maxPayload: MAX_MESSAGE_BYTES } })
}

export function addLiveRoute(
  app: FastifyInstance,
  options: Pick<HttpOptions, 'auth' | 'clock' | 'log'> & { readonly live: NonNullable<HttpOptions['live']> },
): void {
  const { auth, clock, live, log } = options

  async function mayStay(credential: Credential | undefined, rights: string): Promise<boolean> {
    try {
      const now = credential && (await auth.authenticate(credential))
      return now !== undefined && toRights(now.principal) === rights
    } catch (error) {
      // A store that cannot answer for a moment is no reason to blind everybody.
      log.warn({ err: error }, 'a live connection could not be checked')
      return true
    }
  }

  const openOf = new Map<string, number>()
  /** False when this principal has as many as it may. */
  function enter(socket: WebSocket, id: string): boolean {
    const open = openOf.get(id) ?? 0
    if (open >= MAX_SOCKETS) return false
    openOf.set(id, open + 1)
    socket.once('close', () => {
      const left = (openOf.get(id) ?? 1) - 1
      if (left > 0) openOf.set(id, left)
      else openOf.delete(id)
    })
    return true
  }

  app.route({
    method: 'GET',
    url: '/api/live',
    config: { access: { role: 'viewer' } },
    schema: { hide: true },
    handler: async () => {
      throw httpErrors['core.upgrade-required']()
    },
    wsHandler(socket, request) {
      const { credential, ip, principal } = request
      if (!enter(socket, principal.id)) return socket.close(CLOSE_TRY_LATER, 'too many connections')
      const rights = toRights(principal)
      const stop = clock.every(RECHECK_EVERY_MS, () => {
        mayStay(credential, rights)
          .then((stays) => stays || socket.close(CLOSE_POLICY, 'signed out'))
          .catch((error: unknown) => log.error({ err: error }, 'a live connection could not be closed'))
      })
      socket.on('close', stop)
      live.accept(socket, principal, ip)
    },
  })
}

/** Asks every client to go; `endWebSockets` then ends those who did not. */
export function closeWebSockets(app: FastifyInstance): void {
  for (const client of app.websocketServer.clients) client.close(CLOSE_GOING_AWAY, 'the console stops')
}
export function endWebSockets(app: FastifyInstance): void {
  for (const client of app.websocketServer.clients) client.terminate()
}
