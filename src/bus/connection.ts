/** One connection to NATS that comes back by itself, and requests over it that are tried until they work. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Log } from '../core/capability.ts'
import { VedetteError } from '../core/errors.ts'
import { busErrors } from './errors.ts'
import { parseServers } from './servers.ts'

const PATIENCE_MS = 60_000
const RETRY_FROM_MS = 100
const RETRY_TO_MS = 2_000
const CONNECT_TIMEOUT_MS = 3_000
const CONNECT_EVERY_MS = 1_000
export const REQUEST_TIMEOUT_MS = 5_000
/** In a cluster a stream has three copies, so that any one server may be lost. Two servers cannot hold three. */
const COPIES = 3

export interface Parts {
  readonly nc: NatsConnection
  readonly js: JetStreamClient
  readonly jsm: JetStreamManager
  /** How many copies a stream should have here. */
  readonly copies: number
}

export function openConnection(options: { readonly url: string; readonly log: Log }) {
  const { log } = options
  const servers = parseServers(options.url)
  const stop = new AbortController()
  let current: NatsConnection | undefined
  let connected = false

  async function connectOnce(): Promise<NatsConnection> {
    const nc = await connect({
      ...servers,
      name: 'vedette',
      timeout: CONNECT_TIMEOUT_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: CONNECT_EVERY_MS,
      pingInterval: 5_000,
      maxPingOut: 2,
      ignoreAuthErrorAbort: true,
    })
    current = nc
    connected = true
    log.info({ server: nc.getServer() }, 'connected to NATS')
    watchStatus(nc).catch((error: unknown) => log.debug({ err: error }, 'the connection is not watched any more'))
    return nc
  }
  async function watchStatus(nc: NatsConnection) {
    for await (const { type } of nc.status()) {
      if (type === 'disconnect') {
        connected = false
        log.warn({}, 'the connection to NATS was lost; it is being made again')
      }
      if (type === 'reconnect') {
        connected = true
        log.info({ server: nc.getServer() }, 'connected to NATS again')
      }
    }
    connected = false
  }
  async function connectUntilStopped(): Promise<Parts> {
    for (let tries = 0; ; tries++) {
      stop.signal.throwIfAborted()
      try {
        const nc = await connectOnce()
        if (stop.signal.aborted) await nc.close()
        const asking = { timeout: REQUEST_TIMEOUT_MS, checkAPI: false }
        const copies = nc.info?.cluster ? COPIES : 1
        return { nc, js: jetstream(nc, asking), jsm: await jetstreamManager(nc, asking), copies }
      } catch (error) {
        if (tries === 0) log.warn({ err: error }, 'no NATS server answers; it is tried again every second')
        await sleep(CONNECT_EVERY_MS, undefined, { signal: stop.signal, ref: false })
      }
    }
  }
  const ready = connectUntilStopped()
  ready.catch(() => undefined)

  /** Tries until it works, for a minute; then `bus.unreachable`. An election of a leader takes seconds. */
  async function persist<Result>(work: (parts: Parts) => Promise<Result>, wanted?: AbortSignal): Promise<Result> {
    const untilMs = performance.now() + PATIENCE_MS
    const signal = wanted ? AbortSignal.any([wanted, stop.signal]) : stop.signal
    let last: unknown
    for (let waitMs = RETRY_FROM_MS; performance.now() < untilMs; waitMs = Math.min(2 * waitMs, RETRY_TO_MS)) {
      signal.throwIfAborted()
      try {
        return await work(await withTimeout(ready, untilMs - performance.now(), signal))
      } catch (error) {
        if (error instanceof VedetteError) throw error
        last = error
        log.debug({ err: error }, 'NATS did not do what it was asked; it is asked again')
        await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined)
      }
    }
    throw busErrors['bus.unreachable']({}, last)
  }

  return {
    ready,
    persist,
    stopped: stop.signal,
    get connected() {
      return connected
    },
    get address() {
      return current?.getServer() ?? String(servers.servers[0] ?? '')
    },
    /** The connection as it is now, for what need not arrive. */
    now: () => (connected ? current : undefined),
    async close() {
      stop.abort(busErrors['bus.closed']())
      await current?.close()
    },
  }
}

async function withTimeout<Result>(work: Promise<Result>, timeoutMs: number, signal: AbortSignal): Promise<Result> {
  const late = new AbortController()
  const timer = sleep(timeoutMs, undefined, { signal: AbortSignal.any([late.signal, signal]), ref: false }).then(() => {
    throw new Error('not connected')
  })
  try {
    return await Promise.race([work, timer])
  } finally {
    late.abort()
    timer.catch(() => undefined)
  }
}
