/**
 * Work and files over NATS JetStream. A connection that is lost comes back by itself; every call waits for that, tries again
 * what failed on the way (an election of a leader takes seconds), and gives up with `bus.unreachable` only after a minute.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  AckPolicy,
  DiscardPolicy,
  JetStreamApiError,
  type JsMsg,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream'
import { type KV, Kvm } from '@nats-io/kv'
import { type ObjectStore, Objm } from '@nats-io/obj'
import type { Bus, Delivery, TakeOptions } from '../core/bus.ts'
import type { Log } from '../core/capability.ts'
import { openConnection, type Parts, REQUEST_TIMEOUT_MS } from './connection.ts'
import { busErrors } from './errors.ts'

const PREFIX = 'vedette'
const TAKERS = 'takers'
const COMES_AGAIN_MS = 2_000
/** How long one question for a message stays open; also how soon a stop is noticed. */
const ASK_FOR_MS = 2_000
const ASK_AGAIN_MS = 1_000
/** The window in which a second message of the same id changes nothing: NATS's own default, said for certainty. */
const DUPLICATE_WINDOW_MS = 120_000
/** What a console that was killed while it wrote left behind goes by itself. */
const FILES_KEPT_MS = 14 * 86_400_000
/** So long the servers of a cluster may take to find each other; then one copy must do. */
const COPIES_PATIENCE_MS = 20_000
const NANOS = 1_000_000
/** docs.nats.io, JetStream API errors: copies are not to be had outside a cluster. */
const NOT_CLUSTERED = 10_074

const codeOf = (error: unknown) => (error instanceof JetStreamApiError ? error.code : 0)
const toStream = (queue: string) => `${PREFIX}_${queue}`.toUpperCase().replaceAll('-', '_')
const toSubject = (queue: string, id: string) => `${PREFIX}.${queue}.${id}`

export function openNatsBus(options: { readonly url: string; readonly log: Log }): Bus {
  const { log } = options
  const connection = openConnection(options)
  const { persist, ready, stopped } = connection
  const queues = new Map<string, Promise<void>>()

  /** Three copies where there are servers for them, for as long as it takes them to find each other. */
  async function withCopies<Result>(create: (parts: Parts, copies: number) => Promise<Result>): Promise<Result> {
    const fromMs = performance.now()
    return persist(async (parts) => {
      const enough = performance.now() - fromMs < COPIES_PATIENCE_MS ? parts.copies : 1
      try {
        return await create(parts, enough)
      } catch (error) {
        if (codeOf(error) === NOT_CLUSTERED) return await create(parts, 1)
        throw error
      }
    })
  }

  const prepareQueue = (queue: string) =>
    withCopies(async ({ jsm }, copies) => {
      const name = toStream(queue)
      const known = await jsm.streams.info(name).catch((error: unknown) => {
        if (error instanceof JetStreamApiError && error.status === 404) return undefined
        throw error
      })
      if (known) return
      await jsm.streams.add({
        name,
        subjects: [toSubject(queue, '*')],
        retention: RetentionPolicy.Workqueue,
        storage: StorageType.File,
        discard: DiscardPolicy.New,
        num_replicas: copies,
        duplicate_window: DUPLICATE_WINDOW_MS * NANOS,
      })
    })
  function readyQueue(queue: string): Promise<void> {
    const found = queues.get(queue) ?? prepareQueue(queue)
    queues.set(queue, found)
    found.catch(() => queues.delete(queue))
    return found
  }

  const once = <Thing>(create: () => Promise<Thing>) => {
    let made: Promise<Thing> | undefined
    return () => {
      made ??= create()
      made.catch(() => {
        made = undefined
      })
      return made
    }
  }
  const openFiles = once<ObjectStore>(() =>
    withCopies(({ js }, replicas) =>
      new Objm(js).create(`${PREFIX}_files`, { storage: StorageType.File, replicas, ttl: FILES_KEPT_MS * NANOS }),
    ),
  )
  const openNumbers = once<KV>(() =>
    withCopies(({ js }, replicas) =>
      new Kvm(js).create(`${PREFIX}_numbers`, { storage: StorageType.File, replicas, history: 1 }),
    ),
  )

  async function prepareTakers(queue: string, takeAfterMs: number) {
    await readyQueue(queue)
    await persist(async ({ jsm }) => {
      await jsm.consumers.add(toStream(queue), {
        durable_name: TAKERS,
        ack_policy: AckPolicy.Explicit,
        ack_wait: takeAfterMs * NANOS,
        // How often a message was handed out is counted by whoever takes it: the server's own count can go wrong.
        max_deliver: -1,
      })
    })
  }
  async function askForOne(queue: string, takeAfterMs: number): Promise<JsMsg | undefined> {
    const { js } = await ready
    try {
      const consumer = await js.consumers.get(toStream(queue), TAKERS)
      return (await consumer.next({ expires: ASK_FOR_MS })) ?? undefined
    } catch (error) {
      log.debug({ err: error, queue }, 'NATS could not be asked for work')
      // The stream may be gone with the disk of a server: it is made again.
      if (error instanceof JetStreamApiError && error.status === 404) {
        queues.delete(queue)
        await prepareTakers(queue, takeAfterMs)
      }
      await sleep(ASK_AGAIN_MS, undefined, { ref: false })
      return undefined
    }
  }
  const toDelivery = (message: JsMsg): Delivery => ({
    data: message.data,
    working: () => message.working(),
    giveBack: (delayMs) => message.nak(delayMs),
    done: () =>
      persist(async () => {
        if (!(await message.ackAck({ timeout: REQUEST_TIMEOUT_MS }))) throw new Error('the server did not confirm')
      }),
  })
  async function takeOneByOne(
    queue: string,
    handle: (delivery: Delivery) => Promise<void>,
    { signal, takeAfterMs }: TakeOptions,
  ) {
    while (!signal.aborted && !stopped.aborted) {
      const message = await askForOne(queue, takeAfterMs)
      if (!message) continue
      const delivery = toDelivery(message)
      await handle(delivery).catch((error: unknown) => {
        log.warn({ err: error, queue }, 'a message could not be handled; it comes again')
        delivery.giveBack(COMES_AGAIN_MS)
      })
    }
  }

  return {
    get connected() {
      return connection.connected
    },
    get address() {
      return connection.address
    },
    async send(queue, id, data, signal) {
      await readyQueue(queue)
      await persist(
        ({ js }) => js.publish(toSubject(queue, id), data, { msgID: id, timeout: REQUEST_TIMEOUT_MS }),
        signal,
      )
    },
    async withdraw(queue, id) {
      await readyQueue(queue)
      await persist(({ jsm }) => jsm.streams.purge(toStream(queue), { filter: toSubject(queue, id) }))
    },
    async count(queue) {
      await readyQueue(queue)
      return (await persist(({ jsm }) => jsm.streams.info(toStream(queue)))).state.messages
    },
    async take(queue, handle, options) {
      while (!options.signal.aborted && !stopped.aborted) {
        try {
          await prepareTakers(queue, options.takeAfterMs)
          break
        } catch (error) {
          log.warn({ err: error, queue }, 'NATS cannot hand out work yet')
        }
      }
      await Promise.all(Array.from({ length: options.most }, () => takeOneByOne(queue, handle, options)))
    },
    tell(subject, data) {
      connection.now()?.publish(`${PREFIX}.told.${subject}`, data)
    },
    listen(subject, hear) {
      let end: () => void = () => undefined
      let ended = false
      ready.then(
        ({ nc }) => {
          if (ended) return
          const subscription = nc.subscribe(`${PREFIX}.told.${subject}`, {
            callback: (error, message) => {
              if (!error) hear(message.data)
            },
          })
          end = () => subscription.unsubscribe()
        },
        () => undefined,
      )
      return () => {
        ended = true
        end()
      }
    },
    async add(name, by) {
      const numbers = await openNumbers()
      return persist(async () => {
        const entry = await numbers.get(name)
        const number = (entry?.operation === 'PUT' ? Number(entry.string()) : 0) + by
        // Somebody else may have counted in between: then the server refuses, and it is begun again.
        await numbers.put(name, String(number), { previousSeq: entry?.revision ?? 0 })
        return number
      })
    },
    async forget(name) {
      const numbers = await openNumbers()
      await persist(() => numbers.purge(name))
    },
    async put(name, open, signal) {
      const files = await openFiles()
      await persist(() => files.put({ name }, ReadableStream.from(open()), { timeout: REQUEST_TIMEOUT_MS }), signal)
    },
    async get(name) {
      const files = await openFiles()
      const found = await persist(() => files.get(name))
      return found ? readFile(name, found.data, found.error) : undefined
    },
    async has(name) {
      const files = await openFiles()
      return persist(async () => {
        const info = await files.info(name)
        return info !== null && !info.deleted
      })
    },
    async remove(name) {
      const files = await openFiles()
      await persist(async () => {
        if (await files.info(name)) await files.delete(name)
      })
    },
    close: connection.close,
  }
}

async function* readFile(
  name: string,
  data: ReadableStream<Uint8Array>,
  failed: Promise<Error | null>,
): AsyncGenerator<Uint8Array> {
  yield* data
  const error = await failed
  if (error) throw busErrors['bus.damaged']({ name }, error)
}
