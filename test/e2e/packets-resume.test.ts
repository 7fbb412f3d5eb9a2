/** Uploads over tus on the real console: broken off, gone on with, past a console that was killed, forgotten, and their last answer lost. */
import { createReadStream, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Upload } from 'tus-js-client'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { type Client, freshFolder, makeAdmin, type RunningConsole, signIn, startConsole } from './console.ts'
import { listCaptures, makeCapture, send, shareConsole, waitForState } from './packets.ts'

const shared = shareConsole()
afterAll(shared.stop)
const running: RunningConsole[] = []
async function open(dataDir?: string) {
  const console = await startConsole(dataDir ? { dataDir } : {})
  running.push(console)
  return console
}
async function openSigned() {
  const console = await open()
  return { console, client: await makeAdmin(console) }
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop('SIGKILL')))
})

describe('a resumable upload', () => {
  const sendTus = (
    console: RunningConsole,
    { cookie }: Client,
    file: string,
    more: { stopAt?: number; url?: string },
  ) =>
    new Promise<{ url: string; capture?: string }>((resolve, reject) => {
      const found: { capture?: string } = {}
      const upload = new Upload(createReadStream(file), {
        endpoint: `${console.url}/api/packets/uploads`,
        ...(more.url ? { uploadUrl: more.url } : {}),
        uploadSize: statSync(file).size,
        chunkSize: 500_000,
        headers: { cookie, origin: console.url },
        metadata: { filename: 'tus.pcap' },
        retryDelays: null as unknown as number[],
        onAfterResponse: (_, answer) => {
          const id = answer.getHeader('vedette-capture')
          if (id) found.capture = id
        },
        onChunkComplete: (_, sent) => {
          if (more.stopAt !== undefined && sent >= more.stopAt)
            upload.abort().then(() => resolve({ url: upload.url ?? '' }), reject)
        },
        onSuccess: () => resolve({ url: upload.url ?? '', ...found }),
        onError: reject,
      })
      upload.start()
    })

  it('goes on where it stopped, past a console that was killed', async () => {
    const { console, client } = await openSigned()
    const file = makeCapture({ packets: 20_000, seed: 11 })
    const { url } = await sendTus(console, client, file, { stopAt: 1_000_000 })
    await console.stop('SIGKILL')
    const again = await open(console.dataDir)
    const signed = await signIn(again)
    const [arriving] = await listCaptures(signed)
    expect(arriving).toMatchObject({ state: 'arriving', name: 'tus.pcap' })
    const moved = url.replace(console.url, again.url)
    const head = await fetch(moved, {
      method: 'HEAD',
      headers: { cookie: signed.cookie, origin: again.url, 'tus-resumable': '1.0.0' },
    })
    expect(Number(head.headers.get('upload-offset'))).toBeGreaterThanOrEqual(1_000_000)
    const done = await sendTus(again, signed, file, { url: moved })
    expect(done.capture).toBe(arriving?.id)
    expect((await waitForState(signed, done.capture ?? '', 'done')).summary?.packets).toBe(20_000)
    expect(readdirSync(join(again.dataDir, 'packets', 'uploads'))).toEqual([`${done.capture}.done`])
  })

  it('that is whole says so to its sender when the last answer was lost, and to nobody else', async () => {
    const { console, client } = await shared.use()
    const file = makeCapture({ packets: 5000, seed: 15 })
    const length = `${statSync(file).size}`
    const { url, capture } = await sendTus(console, client, file, {})
    const again = await sendTus(console, client, file, {})
    const ask = (method: string, place: string, { cookie }: Client) =>
      fetch(place, { method, headers: { cookie, origin: console.url, 'tus-resumable': '1.0.0' } })
    for (const [place, duplicate] of [
      [url, 'false'],
      [again.url, 'true'],
    ] as const) {
      const { status, headers } = await ask('HEAD', place, client)
      expect(status).toBe(200)
      expect([headers.get('upload-offset'), headers.get('upload-length')]).toEqual([length, length])
      expect([headers.get('vedette-capture'), headers.get('vedette-duplicate')]).toEqual([capture, duplicate])
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
    const password = 'a long enough one'
    await client.ask('POST', '/api/accounts/users', { name: 'oper', password, role: 'operator' })
    const other = await signIn(console, 'sign-in', { name: 'oper', password })
    expect((await ask('HEAD', url, other)).status).toBe(404)
    const asked = await ask('OPTIONS', `${console.url}/api/packets/uploads`, client)
    expect(asked.headers.get('tus-version')).toBe('1.0.0')
    expect(asked.headers.get('access-control-allow-origin')).toBeNull()
    await waitForState(client, capture ?? '', 'done')
    expect((await client.ask('DELETE', `/api/packets/captures/${capture}`)).status).toBe(204)
    expect((await ask('HEAD', url, client)).status).toBe(404)
  })

  it('that broke off says since when nothing comes, goes on, or is deleted with what has come', async () => {
    const { console, client } = await openSigned()
    const file = makeCapture({ packets: 20_000, seed: 16 })
    await sendTus(console, client, file, { stopAt: 500_000 })
    const [sent] = await listCaptures(client)
    expect(sent).toMatchObject({ state: 'arriving' })
    expect((await client.ask('DELETE', `/api/packets/captures/${sent?.id}`)).body).toMatchObject({
      code: 'packets.not-settled',
    })
    // Silence is told at once by a console that is started anew, and after half a minute by one that runs.
    await console.stop('SIGKILL')
    const fromMs = Date.now()
    const again = await open(console.dataDir)
    const signed = await signIn(again)
    const { progress } = (await listCaptures(signed))[0] ?? {}
    expect(progress?.sizeBytes).toBe(statSync(file).size)
    expect(progress?.arrivedBytes).toBeGreaterThanOrEqual(500_000)
    const { sinceMs = 0, untilMs = 0 } = progress?.silent ?? {}
    expect(sinceMs).toBeLessThan(fromMs)
    expect(untilMs - sinceMs).toBe(24 * 3_600_000)
    expect((await signed.ask('DELETE', `/api/packets/captures/${sent?.id}`)).status).toBe(204)
    expect(await listCaptures(signed)).toEqual([])
    expect(readdirSync(join(again.dataDir, 'packets', 'uploads'))).toEqual([])
  })

  it('of what is no capture is refused, and of what is here already gives that', async () => {
    const { console, client } = await shared.use()
    const text = join(freshFolder('text'), 'text')
    writeFileSync(text, 'no capture\n'.repeat(200_000))
    await expect(sendTus(console, client, text, {})).rejects.toThrow(/not-a-capture/)
    expect(await listCaptures(client)).toEqual([])
    const { body } = await client.ask('GET', '/api/accounts/audit?action=packets.upload')
    expect((body as { rows: unknown[] }).rows[0]).toMatchObject({
      target: 'tus.pcap',
      outcome: 'refused',
      details: { code: 'packets.not-a-capture' },
    })
    const file = makeCapture({ packets: 5000, seed: 12 })
    const { capture } = await send(console, client, file)
    expect((await sendTus(console, client, file, {})).capture).toBe(capture.id)
    expect(await listCaptures(client)).toHaveLength(1)
  })
})
