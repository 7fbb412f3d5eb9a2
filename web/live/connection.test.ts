import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../src/core/clock.ts'
import { createLiveConnection, type LiveSocket, parseLiveMessage, reconnectPause } from './connection.ts'

function rig() {
  const clock = createFakeClock()
  const sockets: (LiveSocket & { sent: unknown[]; closed: boolean })[] = []
  const connection = createLiveConnection({
    timers: clock,
    random: () => 1,
    connect: () => {
      const socket = {
        sent: [] as unknown[],
        closed: false,
        send: (text: string) => socket.sent.push(JSON.parse(text)),
        close: () => {
          socket.closed = true
        },
        onopen: null,
        onmessage: null,
        onclose: null,
      } as LiveSocket & { sent: unknown[]; closed: boolean }
      sockets.push(socket)
      return socket
    },
  })
  const last = () => {
    const socket = sockets.at(-1)
    if (!socket) throw new Error('no socket')
    return socket
  }
  const say = (message: object) => last().onmessage?.({ data: JSON.stringify(message) })
  return { clock, sockets, connection, last, say }
}

it('subscribes on opening, hands data to its topic only and unsubscribes with the last listener', () => {
  const { connection, last, say } = rig()
  const heard: unknown[] = []
  const first = connection.subscribe('host.vitals:local', { data: (data) => heard.push(['first', data]) })
  const second = connection.subscribe('host.vitals:local', { data: (data) => heard.push(['second', data]) })
  expect(last().sent).toEqual([])
  last().onopen?.()
  expect(last().sent).toEqual([{ type: 'subscribe', topics: ['host.vitals:local'] }])
  say({ type: 'data', topic: 'host.vitals:local', atMs: 1, data: 7 })
  say({ type: 'data', topic: 'host.vitals:other', atMs: 1, data: 8 })
  expect(heard).toEqual([
    ['first', 7],
    ['second', 7],
  ])
  first()
  expect(last().sent).toHaveLength(1)
  second()
  expect(last().sent.at(-1)).toEqual({ type: 'unsubscribe', topics: ['host.vitals:local'] })
})

it('comes back after a cut, subscribes again and asks listeners to look again', () => {
  const { clock, connection, sockets, last } = rig()
  let resyncs = 0
  connection.subscribe('findings.changed:local', { data: () => undefined, resync: () => resyncs++ })
  last().onopen?.()
  expect(resyncs).toBe(0)
  last().onclose?.()
  expect(connection.state()).toMatchObject({ line: 'cut', failures: 1 })
  clock.advance(499)
  expect(sockets).toHaveLength(1)
  clock.advance(1)
  expect(sockets).toHaveLength(2)
  last().onclose?.()
  clock.advance(999)
  expect(sockets).toHaveLength(2)
  clock.advance(1)
  last().onopen?.()
  expect(connection.state()).toMatchObject({ line: 'open', failures: 0 })
  expect(last().sent).toEqual([{ type: 'subscribe', topics: ['findings.changed:local'] }])
  expect(resyncs).toBe(1)
})

it('hangs up on a line that is open and says nothing', () => {
  const { clock, connection, last, say } = rig()
  last().onopen?.()
  const socket = last()
  clock.advance(20_000)
  say({ type: 'pong', nowMs: clock.now() - 3000 })
  expect(connection.state()).toMatchObject({ line: 'open', skewMs: 3000 })
  clock.advance(20_000)
  expect(socket.closed).toBe(false)
  clock.advance(20_000)
  expect(socket.closed).toBe(true)
  expect(socket.sent.filter((sent) => (sent as { type: string }).type === 'ping').length).toBeGreaterThan(2)
})

it('tells what was skipped and what was refused', () => {
  const { connection, last, say } = rig()
  const told: string[] = []
  connection.subscribe('a.b:local', {
    data: () => undefined,
    resync: () => told.push('resync'),
    refused: (code) => told.push(code),
  })
  last().onopen?.()
  say({ type: 'skipped', topic: 'a.b:local', count: 3 })
  say({ type: 'refused', topic: 'a.b:local', code: 'auth.forbidden' })
  expect(told).toEqual(['resync', 'auth.forbidden'])
})

it('wakes at once when asked, and stays quiet once stopped', () => {
  const { clock, connection, sockets, last } = rig()
  last().onclose?.()
  connection.wake()
  expect(sockets).toHaveLength(2)
  clock.advance(60_000)
  expect(sockets).toHaveLength(2)
  connection.stop()
  clock.advance(60_000)
  connection.wake()
  expect(sockets).toHaveLength(2)
})

describe('pauses', () => {
  it.each([
    [0, 0, 250],
    [0, 1, 500],
    [3, 1, 4000],
    [3, 0.5, 3000],
    [50, 1, 30_000],
  ])('after %i failures with jitter %d waits %i ms', (failures, random, pauseMs) => {
    expect(reconnectPause(failures, random)).toBe(pauseMs)
  })
})

it.each([['not json'], ['null'], ['{"type":"evil"}'], [new Uint8Array(2)], ['[]']])('ignores %s', (data) => {
  expect(parseLiveMessage(data)).toBeUndefined()
})
