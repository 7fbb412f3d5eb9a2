/** How long an answer may take to begin, and to be taken. */
import { get, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import fastify from 'fastify'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startTestHttp, type TestHttp } from '../../../test/parts/http.ts'
import type { ServerParts } from '../capability.ts'
import { watchReaders } from './reader-pace.ts'

const MINUTE_MS = 60_000
const access = { role: 'public' } as const
const open = (port: number, path: string) =>
  new Promise<IncomingMessage>((resolve, reject) => get({ port, path, agent: false }, resolve).on('error', reject))

describe('an answer', () => {
  let web: TestHttp
  let port: number
  /** What handlers wait for, each as its turn comes. */
  let waiting: (() => void)[]
  const wait = () => new Promise<void>((resolve) => void waiting.push(resolve))
  const asked = () => vi.waitFor(() => expect(waiting).toHaveLength(1))
  const go = () => waiting.shift()?.()
  let signals: AbortSignal[]

  async function* pieces() {
    yield 'first '
    await wait()
    yield 'last'
  }
  const slow: ServerParts = {
    async routes(scope) {
      for (const [path, long] of [
        ['/short', false],
        ['/long', true],
      ] as const)
        scope.get(path, { config: { access: { ...access, long } } }, async ({ signal }) => {
          signals.push(signal)
          await wait()
          return 'answered'
        })
      scope.get('/pieces', { config: { access } }, async (_, reply) => reply.send(Readable.from(pieces())))
    },
  }
  beforeEach(async () => {
    ;[waiting, signals] = [[], []]
    web = await startTestHttp({ capabilities: { slow } })
    port = (await web.http.listen()).port
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(async () => {
    vi.useRealTimers()
    await web.close()
  })
  const read = async (path: string) => {
    const answer = await open(port, `/api/slow/${path}`)
    return { status: answer.statusCode, text: (await answer.toArray()).map(String).join('') }
  }

  it('begins within half a minute, or is refused and its handler told', async () => {
    const answer = read('short')
    await asked()
    vi.advanceTimersByTime(MINUTE_MS / 2)
    const { status, text } = await answer
    expect([status, JSON.parse(text).code]).toEqual([503, 'core.request-timeout'])
    expect(signals[0]?.aborted).toBe(true)
    go()
  })
  it('begins when it likes where the route is long', async () => {
    const answer = read('long')
    await asked()
    vi.advanceTimersByTime(10 * MINUTE_MS)
    go()
    expect(await answer).toEqual({ status: 200, text: 'answered' })
  })
  it('that has begun comes to its end, however slowly', async () => {
    const answer = (await open(port, '/api/slow/pieces'))[Symbol.asyncIterator]()
    const next = async () => String((await answer.next()).value)
    expect(await next()).toBe('first ')
    await asked()
    vi.advanceTimersByTime(30 * MINUTE_MS)
    go()
    expect(await next()).toBe('last')
    expect((await answer.next()).done).toBe(true)
  })
})

describe('a reader', () => {
  const MUCH_BYTES = 64 * 1024 * 1024
  const TAKEN_WITHIN_MS = 300
  const app = fastify()
  let left: Promise<void>
  async function* much(onEnd: () => void) {
    try {
      for (let sent = 0; sent < MUCH_BYTES; sent += 65_536) yield Buffer.alloc(65_536)
    } finally {
      onEnd()
    }
  }
  async function* late() {
    yield 'first '
    await new Promise((resolve) => setTimeout(resolve, 4 * TAKEN_WITHIN_MS))
    yield 'last'
  }
  watchReaders(app, TAKEN_WITHIN_MS)
  app.get('/much', async (_, reply) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    left = promise
    return reply.send(Readable.from(much(resolve)))
  })
  app.get('/whole', async (_, reply) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    left = promise
    reply.raw.once('close', resolve)
    return reply.send(Buffer.alloc(MUCH_BYTES))
  })
  app.get('/late', async (_, reply) => reply.send(Readable.from(late())))
  const listening = async () => {
    if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 })
    return (app.server.address() as { readonly port: number }).port
  }
  afterEach(() => app.server.closeAllConnections())

  it.each(['/much', '/whole'])('that takes nothing of %s is let go', async (path) => {
    const answer = await open(await listening(), path)
    answer.pause().on('error', () => undefined)
    await left
    expect(answer.complete).toBe(false)
  })
  it.each(['/much', '/whole'])('that takes %s slowly gets it all', async (path) => {
    let taken = 0
    for await (const piece of await open(await listening(), path)) {
      taken += piece.length
      if (taken % 8 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    expect(taken).toBe(MUCH_BYTES)
  })
  it('waits as long as the answer makes it wait', async () => {
    const answer = await open(await listening(), '/late')
    expect((await answer.toArray()).map(String).join('')).toBe('first last')
  })
})
