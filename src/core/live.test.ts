import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { Principal } from './capability.ts'
import { createFakeClock } from './clock.ts'
import { createLive, type LiveSocket, parseLiveRequest, parseTopic } from './live.ts'
import { silentLog } from './log/silent-log.ts'
import type { LiveMessage, Role } from './schema.ts'

const person = (role: Role, capabilities?: readonly string[]): Principal => ({
  kind: 'user',
  id: 'u1',
  name: 'min',
  role,
  ...(capabilities ? { capabilities } : {}),
})

class Socket extends EventEmitter implements LiveSocket {
  bufferedAmount = 0
  readonly got: LiveMessage[] = []
  closed: number | undefined
  ended = false
  pings = 0
  send(text: string) {
    this.got.push(JSON.parse(text) as LiveMessage)
  }
  close(code: number) {
    this.closed = code
    this.emit('close')
  }
  terminate() {
    this.ended = true
  }
  ping() {
    this.pings++
  }
  say(message: unknown) {
    this.emit('message', { toString: () => (typeof message === 'string' ? message : JSON.stringify(message)) })
  }
}

function start(role: Role = 'operator', capabilities?: readonly string[]) {
  const clock = createFakeClock()
  const reads: string[] = []
  const live = createLive({
    clock,
    log: silentLog,
    version: '1',
    topics: { 'host.vitals': { role: 'viewer' }, 'host.log': { role: 'operator', private: true } },
    onPrivateRead: (_, __, topic) => reads.push(topic),
  })
  const watches: { host: string; subject: string; watched: boolean }[] = []
  live.onWatch('host.vitals', (watch) => watches.push(watch))
  const socket = new Socket()
  live.accept(socket, person(role, capabilities), '127.0.0.1')
  return { clock, live, socket, reads, watches }
}
const subscribe = (...topics: string[]) => ({ type: 'subscribe', topics })

describe('live', () => {
  it('greets, then says only what was asked for', () => {
    const { live, socket, watches } = start()
    live.publish('host.vitals', 'local', { cpu: 1 })
    socket.say(subscribe('host.vitals:local'))
    live.publish('host.vitals', 'local', { cpu: 2 })
    live.publish('host.vitals', 'other', { cpu: 3 })
    expect(socket.got.map((message) => message.type)).toEqual(['hello', 'data'])
    expect(socket.got[1]).toMatchObject({ topic: 'host.vitals:local', data: { cpu: 2 } })
    expect(watches).toEqual([
      { host: 'local', subject: '', watched: true, who: { principal: person('operator'), from: '127.0.0.1' } },
    ])
  })

  it('tells when the last reader goes, also without a word', () => {
    const { clock, live, socket, watches } = start()
    socket.say(subscribe('host.vitals:local'))
    clock.advance(30_000)
    expect(socket.pings).toBe(1)
    clock.advance(30_000)
    expect(socket.ended).toBe(true)
    expect(live.readers).toBe(0)
    expect(watches.at(-1)).toEqual({ host: 'local', subject: '', watched: false })
  })

  it('keeps a reader that answers pings', () => {
    const { clock, live, socket } = start()
    for (let i = 0; i < 5; i++) {
      clock.advance(30_000)
      socket.emit('pong')
    }
    expect(live.readers).toBe(1)
  })

  it('skips a slow reader and tells it how much, without touching the others', () => {
    const { live, socket } = start()
    const quick = new Socket()
    live.accept(quick, person('viewer'), '127.0.0.1')
    for (const reader of [socket, quick]) reader.say(subscribe('host.vitals:local'))
    socket.bufferedAmount = 10_000_000
    for (let i = 0; i < 3; i++) live.publish('host.vitals', 'local', i)
    socket.bufferedAmount = 0
    live.publish('host.vitals', 'local', 3)
    expect(socket.got.slice(1)).toEqual([
      { type: 'skipped', topic: 'host.vitals:local', count: 3 },
      expect.objectContaining({ type: 'data', data: 3 }),
    ])
    expect(quick.got).toHaveLength(5)
  })

  it.each([
    ['an unknown topic', 'admin', undefined, 'host.nothing:local', 'core.topic-unknown'],
    ['a name of the object’s own', 'admin', undefined, 'constructor:local', 'core.topic-unknown'],
    ['a topic without a host', 'admin', undefined, 'host.vitals', 'core.topic-unknown'],
    ['a topic above the role', 'viewer', undefined, 'host.log:local:/var/log/syslog', 'auth.role-too-low'],
    ['a capability outside the token', 'admin', ['packets'], 'host.vitals:local', 'auth.outside-token-scope'],
  ] as const)('refuses %s', (_, role, capabilities, topic, code) => {
    const { live, socket } = start(role, capabilities)
    socket.say(subscribe(topic))
    expect(socket.got.at(-1)).toEqual({ type: 'refused', topic, code })
    expect(live.watchers('host.vitals', 'local')).toBe(0)
  })

  it('refuses more topics than a page can need', () => {
    const { socket } = start()
    socket.say(subscribe(...Array.from({ length: 201 }, (_, index) => `host.vitals:h${index}`)))
    expect(socket.got.at(-1)).toMatchObject({ type: 'refused', code: 'core.topics-too-many' })
  })

  it('records the opening of what is private', () => {
    const { socket, reads } = start()
    socket.say(subscribe('host.log:local:/var/log/auth.log'))
    expect(reads).toEqual(['host.log:local:/var/log/auth.log'])
  })

  it('closes the sockets of whoever was signed out', () => {
    const { live, socket } = start()
    live.drop('u1')
    expect(socket.closed).toBe(1008)
    expect(live.readers).toBe(0)
  })

  it.each([
    '',
    'not json',
    'null',
    '[]',
    '{"type":"subscribe"}',
    '{"type":"subscribe","topics":[1]}',
    '{"type":"evil"}',
  ])('ends a line that says %j', (text) => {
    const { socket } = start()
    socket.say(text)
    expect(socket.closed).toBe(1008)
  })
})

it('a subject may contain colons', () =>
  expect(parseTopic('host.log:web-01:journal:nginx.service')).toEqual({
    name: 'host.log',
    host: 'web-01',
    subject: 'journal:nginx.service',
  }))
it('a request that is too long is none', () =>
  expect(parseLiveRequest(JSON.stringify({ type: 'ping', pad: 'x'.repeat(70_000) }))).toBeUndefined())
