import type { ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { createFakeClock } from '../../../core/clock.ts'
import type { Systemd } from '../services/systemd.ts'
import { createJournalFollowers, parseJournalLine } from './journal.ts'

const ignore = () => undefined

function start(names: readonly string[]) {
  const children: EventEmitter[] = []
  const commands: (readonly string[])[] = []
  const clock = createFakeClock()
  const systemd: Systemd = {
    async run(args) {
      commands.push(args)
      return {
        code: 0,
        stdout: names.map((name) => `${name} loaded active running About\n`).join(''),
        stderr: '',
        late: false,
      }
    },
    follow() {
      const child = new EventEmitter()
      children.push(child)
      return { child: child as ChildProcess, stop: ignore }
    },
  }
  return { children, commands, clock, followers: createJournalFollowers(systemd, clock, 1000) }
}

it('follows only units that exist, and asks for them once', async () => {
  const { children, commands, clock, followers } = start(['nginx.service'])
  for (let count = 0; count < 50; count++) {
    await expect(followers.start(`x${count}.service`, ignore)).rejects.toMatchObject({ code: 'host.log-missing' })
  }
  await followers.start('nginx.service', ignore)
  expect([children.length, commands.length]).toEqual([1, 1])
  clock.advance(5000)
  await followers.start('nginx.service', ignore)
  expect(commands.length).toBe(2)
})

it('counts children until they have ended, not until they were told to', async () => {
  const { children, followers } = start([])
  for (let count = 0; count < 20; count++) (await followers.start(undefined, ignore))()
  await expect(followers.start(undefined, ignore)).rejects.toMatchObject({ code: 'host.journal-silent' })
  children[3]?.emit('exit', 0)
  await followers.start(undefined, ignore)
  await expect(followers.start(undefined, ignore)).rejects.toMatchObject({ code: 'host.journal-silent' })
  expect(children.length).toBe(21)
})

it('reads a message of bytes, and decodes no more of it than is shown', () => {
  const line = parseJournalLine(JSON.stringify({ MESSAGE: Array<number>(100_000).fill(0xe2), PRIORITY: '3' }))
  expect(line?.text.length).toBeLessThan(9000)
  expect(line).toMatchObject({ level: 'error', cutBytes: expect.any(Number) })
})
