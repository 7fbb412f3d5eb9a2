import { expect, it } from 'vitest'
import type { AuditEntry, Principal, ServerContext, Watch } from '../../core/capability.ts'
import { createFakeClock } from '../../core/clock.ts'
import { silentLog } from '../../core/log/silent-log.ts'
import type { HostConfig } from './config.ts'
import { hostErrors } from './errors.ts'
import { startWatching } from './watching.ts'

const viewer: Principal = { kind: 'user', id: 'u1', name: 'mina', role: 'viewer' }
const settle = () => new Promise((resolve) => setImmediate(resolve))

function start() {
  const clock = createFakeClock()
  const rows: AuditEntry[] = []
  const asked: { source: string; forMs: number }[] = []
  const readers = new Set<string>()
  const listeners = new Map<string, (watch: Watch) => void>()
  const context = {
    clock,
    log: silentLog,
    config: { watchedEveryMs: 1000 },
    audit: { append: async (entry: AuditEntry) => rows.push(entry) },
    live: {
      watchers: (topic: string, _: string, subject: string) => (topic === 'host.log' && readers.has(subject) ? 1 : 0),
      onWatch(topic: string, listener: (watch: Watch) => void) {
        listeners.set(topic, listener)
        return () => listeners.delete(topic)
      },
    },
    link: {
      async request(_: string, __: string, body: { source: string; forMs: number }) {
        asked.push(body)
        if (!body.source.startsWith('/var/log/')) throw hostErrors['host.log-outside']({ path: body.source })
      },
    },
  }
  const stop = startWatching(context as unknown as ServerContext<HostConfig>)
  const say = (subject: string, watched: boolean) => {
    if (watched) readers.add(subject)
    else readers.delete(subject)
    const who = watched ? { who: { principal: viewer, from: '192.0.2.1' } } : {}
    listeners.get('host.log')?.({ host: 'local', subject, watched, ...who })
  }
  return { clock, rows, asked, say, stop }
}

it('starts no command for a reader of a journal who comes and goes at once', () => {
  const { clock, asked, say } = start()
  for (let count = 0; count < 100; count++) {
    say(`journal/a${count}.service`, true)
    say(`journal/a${count}.service`, false)
  }
  clock.advance(1000)
  expect(asked).toEqual([])
})

it('follows a file at once, so that no line is missed, and lets go when the last reader leaves', async () => {
  const { asked, say } = start()
  say('/var/log/syslog', true)
  expect(asked).toEqual([{ source: '/var/log/syslog', forMs: 25_000 }])
  say('/var/log/syslog', false)
  await settle()
  expect(asked.at(-1)).toEqual({ source: '/var/log/syslog', forMs: 0 })
})

it('records who was refused, and folds thousands of refusals', async () => {
  const { clock, rows, say } = start()
  for (let round = 0; round < 2; round++) {
    for (let count = 0; count < 3000; count++) say(`/etc/${count}`, true)
    clock.advance(250)
    await settle()
    for (let count = 0; count < 3000; count++) say(`/etc/${count}`, false)
  }
  expect(rows.length).toBe(20)
  expect(rows[0]).toMatchObject({ who: viewer, from: '192.0.2.1', target: '/etc/0', outcome: 'refused' })
  clock.advance(60_000)
  expect(rows.length).toBe(21)
  expect(rows[20]?.details).toEqual({ code: 'host.log-outside', more: 5960 })
})
