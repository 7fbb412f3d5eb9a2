/**
 * How long a request may take to arrive: half a minute; an upload (`access.long`) as long as its bytes keep coming. A request
 * that stops on the way is ended, so that nobody holds the console's connections for nothing.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'

const WHOLE_MS = 30_000
/** A phone that changes its network needs less. */
const PAUSE_MS = 60_000
/** Longest that a timer counts (2^31 − 1 ms). */
const NO_HANDLER_TIMEOUT_MS = 2_147_483_647

export function watchPace(
  app: FastifyInstance,
  options: { readonly clock: Clock; readonly headersTimeoutMs: number },
): void {
  const { clock } = options
  app.server.headersTimeout = options.headersTimeoutMs
  app.addHook('onRequest', async (request) => {
    // A WebSocket comes as long as it likes; one that only says so does not.
    if (request.raw.complete || request.ws) return
    watch(request, clock)
  })
  app.addHook('onRoute', (route) => {
    if (route.config?.access?.long) route.handlerTimeout ??= NO_HANDLER_TIMEOUT_MS
  })
}

function watch(request: FastifyRequest, clock: Clock) {
  const { raw } = request
  const isLong = !request.is404 && request.routeOptions.config.access?.long === true
  const limitMs = isLong ? PAUSE_MS : WHOLE_MS
  let seenBytes = raw.socket.bytesRead
  const look = (): (() => void) =>
    clock.after(limitMs, () => {
      // One without a body has arrived by now, though nobody reads its end.
      if (raw.complete) return
      if (isLong && (raw.socket.bytesRead > seenBytes || raw.isPaused())) {
        seenBytes = raw.socket.bytesRead
        cancel = look()
        return
      }
      raw.destroy()
    })
  let cancel = look()
  const end = () => cancel()
  raw.once('end', end).once('close', end)
}
