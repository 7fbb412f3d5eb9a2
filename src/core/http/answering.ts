/**
 * How long an answer may take: half a minute until it begins (a route that is `access.long`: as long as it likes), and then as
 * long as its reader takes it. A reader that stops is let go, so that nobody holds a file and a thread for nothing.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import { httpErrors } from './errors.ts'

const BEGINS_WITHIN_MS = 30_000
/** A person who pauses a download begins it anew after that. */
const TAKEN_WITHIN_MS = 5 * 60_000

export function watchAnswers(app: FastifyInstance, { clock }: { readonly clock: Clock }): void {
  const limits = new WeakMap<FastifyRequest, () => void>()
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.upgrade !== undefined || request.routeOptions.config.access?.long) return
    const cancel = clock.after(BEGINS_WITHIN_MS, () => {
      if (!reply.sent) void reply.send(httpErrors['core.request-timeout']())
    })
    limits.set(request, cancel)
    reply.raw.once('close', cancel)
  })
  app.addHook('onSend', async (request, reply, payload) => {
    limits.get(request)?.()
    if (isStream(payload)) watchReader(reply, clock)
  })
}

const isStream = (payload: unknown) =>
  typeof payload === 'object' && payload !== null && 'pipe' in payload && typeof payload.pipe === 'function'

/** Only one that has more to take than it takes: what comes slowly is not its fault. */
function watchReader({ raw }: FastifyReply, clock: Clock): void {
  let takenBytes = raw.socket?.bytesWritten
  const cancel = clock.every(TAKEN_WITHIN_MS, () => {
    const stands = raw.socket?.bytesWritten === takenBytes
    takenBytes = raw.socket?.bytesWritten
    if (stands && raw.writableNeedDrain) raw.destroy()
  })
  raw.once('close', cancel)
}
