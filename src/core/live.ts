/**
 * One WebSocket with topics. A topic on the wire is `<capability>.<noun>:<host>[:<subject>]`. A slow
 * reader is skipped and told so: its messages are never buffered, so it cannot grow the console.
 */
import type { Live, Log, Principal, Topic, Watch } from './capability.ts'
import type { Clock } from './clock.ts'
import { type LiveMessage, type LiveRequest, ROLES } from './schema.ts'

/** What live needs of a socket; `ws` fits. */
export interface LiveSocket {
  readonly bufferedAmount: number
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
  ping(): void
  on(event: 'message', listener: (data: { toString(): string }) => void): unknown
  on(event: 'close' | 'pong', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface LiveHub extends Live {
  accept(socket: LiveSocket, principal: Principal, from: string): void
  /** Closes the sockets of one person whose session ended or role changed. */
  drop(principalId: string): void
  readonly readers: number
  close(): void
}

/** Beyond this many unsent bytes a reader counts as slow: about two seconds of a full dashboard. */
const SLOW_BYTES = 512 * 1024
const MAX_MESSAGE_CHARACTERS = 64 * 1024
const MAX_TOPICS = 200
const PING_EVERY_MS = 30_000
/** RFC 6455 §7.4.1 */
const CLOSE_GOING_AWAY = 1001
const CLOSE_POLICY = 1008

interface Reader {
  readonly socket: LiveSocket
  readonly principal: Principal
  readonly from: string
  readonly topics: Set<string>
  readonly skipped: Map<string, number>
  alive: boolean
}

export function createLive(options: {
  clock: Clock
  log: Log
  version: string
  topics: Readonly<Record<string, Topic>>
  /** Called before a private topic is opened; records the read. */
  onPrivateRead?: (principal: Principal, from: string, topic: string) => void
}): LiveHub {
  const { clock, log, topics } = options
  const readers = new Set<Reader>()
  const readersOf = new Map<string, Set<Reader>>()
  const watchListeners = new Map<string, Set<(watch: Watch) => void>>()

  const write = (reader: Reader, message: LiveMessage) => {
    try {
      reader.socket.send(JSON.stringify(message))
    } catch (error) {
      log.debug({ err: error }, 'a live reader went away while being written to')
    }
  }
  const tellWatchers = (topic: string, reader?: Reader) => {
    const { name, host, subject } = parseTopic(topic)
    const who = reader && { principal: reader.principal, from: reader.from }
    const watch = { host, subject, watched: reader !== undefined, ...(who ? { who } : {}) }
    for (const listener of watchListeners.get(name) ?? []) listener(watch)
  }
  const open = (reader: Reader, topic: string) => {
    const refusal = refuse(topics, reader, topic)
    if (refusal) return write(reader, { type: 'refused', topic, code: refusal })
    if (reader.topics.has(topic)) return
    const { name } = parseTopic(topic)
    if (topics[name]?.private) options.onPrivateRead?.(reader.principal, reader.from, topic)
    reader.topics.add(topic)
    const set = readersOf.get(topic) ?? new Set()
    readersOf.set(topic, set.add(reader))
    if (set.size === 1) tellWatchers(topic, reader)
  }
  const shut = (reader: Reader, topic: string) => {
    if (!reader.topics.delete(topic)) return
    reader.skipped.delete(topic)
    const set = readersOf.get(topic)
    set?.delete(reader)
    if (set?.size) return
    readersOf.delete(topic)
    tellWatchers(topic)
  }
  const leave = (reader: Reader) => {
    readers.delete(reader)
    for (const topic of [...reader.topics]) shut(reader, topic)
  }
  const hear = (reader: Reader, text: string) => {
    const request = parseLiveRequest(text)
    if (!request) return reader.socket.close(CLOSE_POLICY, 'not a live request')
    if (request.type === 'ping') return write(reader, { type: 'pong', nowMs: clock.now() })
    for (const topic of request.topics) {
      if (request.type === 'subscribe') open(reader, topic)
      else shut(reader, topic)
    }
  }
  const deliver = (reader: Reader, topic: string, text: string) => {
    if (reader.socket.bufferedAmount > SLOW_BYTES) {
      reader.skipped.set(topic, (reader.skipped.get(topic) ?? 0) + 1)
      return
    }
    const count = reader.skipped.get(topic)
    if (count) {
      reader.skipped.delete(topic)
      write(reader, { type: 'skipped', topic, count })
    }
    try {
      reader.socket.send(text)
    } catch (error) {
      log.debug({ err: error }, 'a live reader went away while being written to')
    }
  }
  /** A reader whose line was cut without a word is found by its missing pong. */
  const stopPinging = clock.every(PING_EVERY_MS, () => {
    for (const reader of readers) {
      if (!reader.alive) {
        reader.socket.terminate()
        leave(reader)
        continue
      }
      reader.alive = false
      reader.socket.ping()
    }
  })

  return {
    get readers() {
      return readers.size
    },
    accept(socket, principal, from) {
      const reader: Reader = { socket, principal, from, topics: new Set(), skipped: new Map(), alive: true }
      readers.add(reader)
      socket.on('message', (data) => hear(reader, data.toString()))
      socket.on('pong', () => {
        reader.alive = true
      })
      socket.on('close', () => leave(reader))
      socket.on('error', (error) => log.debug({ err: error }, 'a live reader failed'))
      write(reader, { type: 'hello', version: options.version, nowMs: clock.now() })
    },
    publish(topic, host, data, subject) {
      const name = subject === undefined ? `${topic}:${host}` : `${topic}:${host}:${subject}`
      const set = readersOf.get(name)
      if (!set) return
      const text = JSON.stringify({ type: 'data', topic: name, atMs: clock.now(), data } satisfies LiveMessage)
      for (const reader of set) deliver(reader, name, text)
    },
    watchers(topic, host, subject) {
      return readersOf.get(subject === undefined ? `${topic}:${host}` : `${topic}:${host}:${subject}`)?.size ?? 0
    },
    onWatch(topic, listener) {
      const set = watchListeners.get(topic) ?? new Set()
      watchListeners.set(topic, set.add(listener))
      return () => set.delete(listener)
    },
    drop(principalId) {
      for (const reader of readers) {
        if (reader.principal.id === principalId) reader.socket.close(CLOSE_POLICY, 'signed out')
      }
    },
    close() {
      stopPinging()
      for (const reader of readers) reader.socket.close(CLOSE_GOING_AWAY, 'the console stops')
    },
  }
}

/** `host.log:local:/var/log/syslog` → its three parts; the subject may contain colons. */
export function parseTopic(topic: string): { name: string; host: string; subject: string } {
  const [name = '', host = '', ...subject] = topic.split(':')
  return { name, host, subject: subject.join(':') }
}

/** `undefined` for anything that is not a request of core/schema.ts. */
export function parseLiveRequest(text: string): LiveRequest | undefined {
  if (text.length > MAX_MESSAGE_CHARACTERS) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return undefined
  if (value.type === 'ping') return { type: 'ping' }
  if (value.type !== 'subscribe' && value.type !== 'unsubscribe') return undefined
  const asked = 'topics' in value ? value.topics : undefined
  if (!Array.isArray(asked) || !asked.every((topic): topic is string => typeof topic === 'string')) return undefined
  return { type: value.type, topics: asked }
}

function refuse(topics: Readonly<Record<string, Topic>>, reader: Reader, topic: string): string | undefined {
  const { name, host } = parseTopic(topic)
  const declared = Object.hasOwn(topics, name) ? topics[name] : undefined
  if (!declared || !host) return 'core.topic-unknown'
  if (reader.topics.size >= MAX_TOPICS) return 'core.topics-too-many'
  const { role, capabilities } = reader.principal
  if (ROLES.indexOf(role) < ROLES.indexOf(declared.role)) return 'auth.role-too-low'
  const capability = name.split('.')[0] ?? ''
  return capabilities && !capabilities.includes(capability) ? 'auth.outside-token-scope' : undefined
}
