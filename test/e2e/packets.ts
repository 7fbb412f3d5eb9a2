/** A console with captures, for tests: sends them, waits for them, and makes large ones. */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Capture, CaptureList, Queue, SiteList, Uploaded } from '../../src/capabilities/packets/schema.ts'
import { type Client, freshFolder, makeAdmin, type RunningConsole, startConsole } from './console.ts'

const WAIT_MS = 90_000

/** pcap (draft-ietf-opsawg-pcap): Ethernet frames of UDP from many ports, `seed` makes each file another one. */
export function makeCapture(options: {
  readonly packets: number
  readonly seed: number
  readonly name?: string
}): string {
  const file = join(freshFolder('capture'), options.name ?? 'made.pcap')
  const head = Buffer.alloc(24)
  head.writeUInt32LE(0xa1b2c3d4, 0)
  head.writeUInt16LE(2, 4)
  head.writeUInt16LE(4, 6)
  head.writeUInt32LE(65_535, 16)
  head.writeUInt32LE(1, 20)
  const frame = Buffer.alloc(142)
  frame.writeUInt16BE(0x0800, 12)
  frame.set([0x45, 0, 0, 128, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2], 14)
  frame.writeUInt16BE(9, 36)
  frame.writeUInt16BE(108, 38)
  const fd = openSync(file, 'w')
  writeSync(fd, head)
  const many = Buffer.alloc(1000 * (16 + frame.length))
  for (let done = 0; done < options.packets; done += 1000) {
    const count = Math.min(1000, options.packets - done)
    for (let index = 0; index < count; index++) {
      const at = index * (16 + frame.length)
      many.writeUInt32LE(1_700_000_000 + done / 1000, at)
      many.writeUInt32LE(index, at + 4)
      many.writeUInt32LE(frame.length, at + 8)
      many.writeUInt32LE(frame.length, at + 12)
      frame.writeUInt16BE(1024 + ((done + index) % 50_000), 34)
      frame.writeUInt32BE(options.seed, 50)
      frame.copy(many, at + 16)
    }
    writeSync(fd, many, 0, count * (16 + frame.length))
  }
  closeSync(fd)
  return file
}

export async function send(console: RunningConsole, client: Client, file: string, query = ''): Promise<Uploaded> {
  const answer = await fetch(`${console.url}/api/packets/captures?name=${encodeURIComponent(file)}${query}`, {
    method: 'POST',
    headers: { cookie: client.cookie, origin: console.url, 'content-type': 'application/octet-stream' },
    body: readFileSync(file),
  })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Uploaded
}

export const readCapture = async (client: Client, id: string) =>
  (await client.ask('GET', `/api/packets/captures/${id}`)).body as Capture
export const listCaptures = async (client: Client) =>
  ((await client.ask('GET', '/api/packets/captures')).body as CaptureList).captures
export const readQueue = async (client: Client) => (await client.ask('GET', '/api/packets/queue')).body as Queue

export async function waitUntil<Found>(what: string, look: () => Promise<Found | false | undefined>): Promise<Found> {
  const untilMs = Date.now() + WAIT_MS
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > untilMs) throw new Error(`waited in vain for: ${what}`)
    await sleep(200)
  }
}
export const waitForState = (client: Client, id: string, state: Capture['state']) =>
  waitUntil(`${id} ${state}`, async () => {
    const capture = await readCapture(client, id)
    return capture.state === state && capture
  })

export interface SignedConsole {
  readonly console: RunningConsole
  readonly client: Client
}
/** Forgets every capture, once it has ended, and every machine they were fetched from. */
async function forgetAll(client: Client): Promise<void> {
  for (const { id } of await listCaptures(client)) {
    const isGone = async () => (await client.ask('DELETE', `/api/packets/captures/${id}`)).status !== 409
    await waitUntil(`${id} deleted`, isGone)
  }
  for (const { id } of ((await client.ask('GET', '/api/packets/sites')).body as SiteList).sites)
    await client.ask('DELETE', `/api/packets/sites/${id}`)
}
/**
 * One console for all tests of a file that neither stop it nor need settings of their own: a start costs seconds, most of them
 * of the processor. `use` starts it for the first of them, and gives it to each one without captures.
 */
export function shareConsole(env: Readonly<Record<string, string>> = {}) {
  let shared: Promise<SignedConsole> | undefined
  const start = async () => {
    const console = await startConsole({ env })
    return { console, client: await makeAdmin(console) }
  }
  return {
    async use(): Promise<SignedConsole> {
      shared ??= start()
      const signed = await shared
      await forgetAll(signed.client)
      return signed
    },
    async stop(): Promise<void> {
      await (await shared)?.console.stop('SIGKILL')
    },
  }
}
