/** How long an answer may take, on a clock of the test's own. */
import { get, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startTestHttp, type TestHttp } from '../../../test/parts/http.ts'
import type { ServerParts } from '../capability.ts'
import { createFakeClock } from '../clock.ts'

const MUCH_BYTES = 64 * 1024 * 1024
const MINUTE_MS = 60_000
const access = { role: 'public' } as const

let web: TestHttp
afterEach(() => web.close())

/** Answers at `/api/slow/…`; `go` lets the one begin that waits for it, and the next piece come. */
async function listening() {
  const clock = createFakeClock()
  const waiting: (() => void)[] = []
  const wait = () => new Promise<void>((resolve) => void waiting.push(resolve))
  const answer = async () => {
    await wait()
    return 'answered'
  }
  const left = Promise.withResolvers<void>()
  async function* pieces() {
    yield 'first '
    await wait()
    yield 'last'
  }
  async function* much() {
    try {
      for (let sent = 0; sent < MUCH_BYTES; sent += 65_536) yield Buffer.alloc(65_536)
    } finally {
      left.resolve()
    }
  }
  const slow: ServerParts = {
    async routes(scope) {
      scope.get('/answer', { config: { access } }, answer)
      scope.get('/long', { config: { access: { ...access, long: true } } }, answer)
      scope.get('/pieces', { config: { access } }, async (_, reply) => reply.send(Readable.from(pieces())))
      scope.get('/much', { config: { access } }, async (_, reply) => reply.send(Readable.from(much())))
    },
  }
  web = await startTestHttp({ capabilities: { slow }, options: { clock } })
  const { port } = await web.http.listen()
  const open = (path: string) =>
    new Promise<IncomingMessage>((resolve, reject) =>
      get({ port, path: `/api/slow/${path}` }, resolve).on('error', reject),
    )
  const read = async (path: string) => {
    const answer = await open(path)
    const text = (await answer.toArray()).map(String).join('')
    return { status: answer.statusCode, text }
  }
  const asked = (count = 1) => vi.waitFor(() => expect(waiting).toHaveLength(count))
  return { clock, open, read, asked, go: () => waiting.shift()?.(), left: left.promise }
}

describe('an answer', () => {
  it('begins within half a minute, or is refused', async () => {
    const { clock, read, asked } = await listening()
    const answer = read('answer')
    await asked()
    clock.advance(MINUTE_MS / 2)
    const { status, text } = await answer
    expect([status, JSON.parse(text).code]).toEqual([503, 'core.request-timeout'])
  })
  it('begins when it likes where the route is long', async () => {
    const { clock, read, asked, go } = await listening()
    const answer = read('long')
    await asked()
    clock.advance(10 * MINUTE_MS)
    go()
    expect(await answer).toEqual({ status: 200, text: 'answered' })
  })
  it('that has begun comes to its end, however slowly it comes', async () => {
    const { clock, open, asked, go } = await listening()
    const answer = (await open('pieces'))[Symbol.asyncIterator]()
    const next = async () => String((await answer.next()).value)
    expect(await next()).toBe('first ')
    await asked()
    clock.advance(30 * MINUTE_MS)
    go()
    expect(await next()).toBe('last')
    expect((await answer.next()).done).toBe(true)
  })
  it('ends when its reader takes nothing for minutes', async () => {
    const { clock, open, left } = await listening()
    const answer = await open('much')
    answer.pause().on('error', () => undefined)
    let isLeft = false
    void left.then(() => {
      isLeft = true
    })
    await vi.waitFor(
      () => {
        clock.advance(5 * MINUTE_MS)
        expect(isLeft).toBe(true)
      },
      { timeout: 10_000, interval: 200 },
    )
    expect(answer.complete).toBe(false)
  })
  it('is left alone while it is taken', async () => {
    const { clock, open } = await listening()
    const answer = await open('much')
    let taken = 0
    for await (const piece of answer) {
      taken += piece.length
      clock.advance(1000)
    }
    expect(taken).toBe(MUCH_BYTES)
  })
})
