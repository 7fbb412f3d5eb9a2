/** One WebSocket, many topics: subscribes again after every cut, and comes back with growing, jittered pauses. */
import type { LiveMessage, LiveRequest } from '../../src/core/schema.ts'

export interface LiveSocket {
  send(text: string): void
  close(): void
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: (() => void) | null
}
export interface LiveTimers {
  now(): number
  /** The returned function cancels. */
  after(delayMs: number, task: () => void): () => void
}
export interface LiveListener {
  data(data: unknown, atMs: number): void
  /** Messages may have been missed: ask for the present state again. */
  resync?(): void
  refused?(code: string): void
}
export interface LiveState {
  readonly line: 'connecting' | 'open' | 'cut'
  /** Since when the line is what it is. */
  readonly sinceMs: number
  /** How many tries in a row did not work. */
  readonly failures: number
  /** How far this browser's clock runs ahead of the console's. */
  readonly skewMs: number
}
export interface LiveConnection {
  subscribe(topic: string, listener: LiveListener): () => void
  state(): LiveState
  onState(listener: () => void): () => void
  /** Tries at once (the tab came back, the network is there again). */
  wake(): void
  stop(): void
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
const PING_EVERY_MS = 10_000
const SILENCE_LIMIT_MS = 25_000

/** Full jitter: anything between half the pause and all of it. */
export function reconnectPause(failures: number, random: number): number {
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10))
  return Math.round(pause / 2 + (pause / 2) * random)
}

export function createLiveConnection(options: {
  connect: () => LiveSocket
  timers: LiveTimers
  random: () => number
}): LiveConnection {
  const { timers } = options
  const topics = new Map<string, Set<LiveListener>>()
  const watchers = new Set<() => void>()
  let state: LiveState = { line: 'connecting', sinceMs: timers.now(), failures: 0, skewMs: 0 }
  let socket: LiveSocket | undefined
  let cancelRetry: () => void = () => undefined
  let cancelPing: () => void = () => undefined
  let heardMs = timers.now()
  let opened = false
  let stopped = false

  const change = (next: Partial<LiveState>) => {
    const sinceMs = next.line && next.line !== state.line ? timers.now() : state.sinceMs
    state = { ...state, ...next, sinceMs }
    for (const watcher of watchers) watcher()
  }
  const say = (request: LiveRequest) => {
    if (state.line === 'open') socket?.send(JSON.stringify(request))
  }
  const each = (topic: string, tell: (listener: LiveListener) => void) => {
    for (const listener of [...(topics.get(topic) ?? [])]) tell(listener)
  }
  const ping = () => {
    cancelPing = timers.after(PING_EVERY_MS, () => {
      if (timers.now() - heardMs > SILENCE_LIMIT_MS) return lose()
      say({ type: 'ping' })
      ping()
    })
  }
  const hear = (message: LiveMessage) => {
    switch (message.type) {
      case 'hello':
      case 'pong':
        change({ skewMs: timers.now() - message.nowMs })
        break
      case 'data':
        each(message.topic, (listener) => listener.data(message.data, message.atMs))
        break
      case 'skipped':
        each(message.topic, (listener) => listener.resync?.())
        break
      case 'refused':
        each(message.topic, (listener) => listener.refused?.(message.code))
        break
    }
  }
  const lose = () => {
    cancelPing()
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
      socket = undefined
    }
    if (stopped) return
    const pauseMs = reconnectPause(state.failures, options.random())
    change({ line: 'cut', failures: state.failures + 1 })
    cancelRetry = timers.after(pauseMs, open)
  }
  const open = () => {
    cancelRetry()
    const mine = options.connect()
    socket = mine
    mine.onopen = () => {
      heardMs = timers.now()
      change({ line: 'open', failures: 0 })
      if (topics.size > 0) say({ type: 'subscribe', topics: [...topics.keys()] })
      if (opened) for (const topic of topics.keys()) each(topic, (listener) => listener.resync?.())
      opened = true
      ping()
    }
    mine.onmessage = (event) => {
      heardMs = timers.now()
      const message = parseLiveMessage(event.data)
      if (message) hear(message)
    }
    mine.onclose = lose
  }
  open()

  return {
    state: () => state,
    onState(listener) {
      watchers.add(listener)
      return () => watchers.delete(listener)
    },
    subscribe(topic, listener) {
      const listeners = topics.get(topic) ?? new Set()
      topics.set(topic, listeners.add(listener))
      if (listeners.size === 1) say({ type: 'subscribe', topics: [topic] })
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0 || topics.get(topic) !== listeners) return
        topics.delete(topic)
        say({ type: 'unsubscribe', topics: [topic] })
      }
    },
    wake() {
      if (!stopped && state.line === 'cut') open()
    },
    stop() {
      stopped = true
      cancelRetry()
      lose()
    },
  }
}

const MESSAGE_TYPES: readonly string[] = ['hello', 'data', 'skipped', 'refused', 'pong'] satisfies LiveMessage['type'][]

/** `undefined` for anything the console would not say. */
export function parseLiveMessage(data: unknown): LiveMessage | undefined {
  if (typeof data !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value !== 'object' || value === null || !('type' in value)) return undefined
    return MESSAGE_TYPES.includes(String(value.type)) ? (value as LiveMessage) : undefined
  } catch {
    return undefined
  }
}
