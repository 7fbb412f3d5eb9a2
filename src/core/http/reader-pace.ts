/**
 * How long a reader may take over an answer that has begun: as long as it takes something of it. One that stops is let go, so
 * that nobody holds a file and a thread for nothing.
 */
import { createRequire } from 'node:module'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The system takes a megabyte or two for a reader at once, and tells nothing until it has read them: 3 kB a second are enough. */
const TAKEN_WITHIN_MS = 10 * 60_000
/** Fastify lets `handlerTimeout` run on until an answer is whole, and would cut it; it has no other way to be told. */
const { kTimeoutTimer } = createRequire(import.meta.url)('fastify/lib/symbols.js') as { readonly kTimeoutTimer: symbol }

export function watchReaders(app: FastifyInstance, takenWithinMs = TAKEN_WITHIN_MS): void {
  app.addHook('onSend', async (request, { raw }) => {
    clearTimeout((request as FastifyRequest & Record<symbol, NodeJS.Timeout | undefined>)[kTimeoutTimer])
    // Nothing went either way. An answer of which nothing waits to be taken comes slowly: that is not its reader's fault.
    raw.setTimeout(takenWithinMs, () => {
      if (raw.writableLength > 0) raw.destroy()
    })
  })
}
