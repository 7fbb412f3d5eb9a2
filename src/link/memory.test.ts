import { expect, it } from 'vitest'
import { createFakeClock } from '../core/clock.ts'
import { silentLog } from '../core/log/silent-log.ts'
import { createLocalLink } from './memory.ts'

function start() {
  const clock = createFakeClock()
  const link = createLocalLink({ host: 'local', name: 'web-01', clock, log: silentLog })
  const aborted: unknown[] = []
  link.attach({
    'host.echo': async (params) => params,
    'host.fail': async () => {
      throw new Error('cannot')
    },
    'host.hang': (_, signal) =>
      new Promise((_resolve) => signal.addEventListener('abort', () => aborted.push(signal.reason))),
  })
  return { clock, link, aborted }
}

it('asks and answers with copies, as a wire would', async () => {
  const { link } = start()
  const params = { names: ['nginx'] }
  const answer = await link.request('local', 'host.echo', params)
  expect(answer).toEqual(params)
  expect(answer).not.toBe(params)
})

it.each([
  ['another host', 'web-02', 'host.echo', 'link.unknown-host'],
  ['a method nobody has', 'local', 'host.nothing', 'link.unknown-method'],
  ['a name every object has', 'local', 'constructor', 'link.unknown-method'],
])('refuses %s', async (_, host, method, code) => {
  await expect(start().link.request(host, method, {})).rejects.toMatchObject({ code })
})

it('hands on the agent’s own error', async () => {
  await expect(start().link.request('local', 'host.fail', {})).rejects.toThrow('cannot')
})

it('gives up at the time limit and tells the agent', async () => {
  const { clock, link, aborted } = start()
  const waiting = link.request('local', 'host.hang', {}, { timeoutMs: 500 })
  clock.advance(500)
  await expect(waiting).rejects.toMatchObject({ code: 'link.timeout' })
  expect(aborted).toHaveLength(1)
})

it('brings what an agent says to everyone who listens, even when one of them fails', () => {
  const { link } = start()
  const heard: unknown[] = []
  link.onPush('host.sample', () => {
    throw new Error('bad listener')
  })
  const stop = link.onPush('host.sample', (host, payload) => heard.push([host, payload]))
  link.push('host.sample', { cpu: 1 })
  stop()
  link.push('host.sample', { cpu: 2 })
  expect(heard).toEqual([['local', { cpu: 1 }]])
})

it('ends what is under way when it closes, and takes nothing more', async () => {
  const { link } = start()
  const waiting = link.request('local', 'host.hang', {})
  link.close()
  await expect(waiting).rejects.toMatchObject({ code: 'link.closed' })
  await expect(link.request('local', 'host.echo', {})).rejects.toMatchObject({ code: 'link.closed' })
  expect(link.hosts()).toMatchObject([{ id: 'local', connected: false }])
})
