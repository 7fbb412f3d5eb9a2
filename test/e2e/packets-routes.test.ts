/** What the console answers about packets and reports over HTTP: to whom, and what is on record of it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PacketDetail, Rows, Stream } from '../../src/capabilities/packets/browse/schema.ts'
import { keptBy } from '../../src/decoder/filter/testing.ts'
import { countPackets, HTTP_CAPTURE } from './captures.ts'
import {
  type Client,
  clientOf,
  freshFolder,
  makeAdmin,
  type RunningConsole,
  runCommand,
  signIn,
  startConsole,
} from './console.ts'
import { makeCapture, send, waitForState } from './packets.ts'

const PASSWORD = 'a long enough one'

describe('packets over HTTP', () => {
  let running: RunningConsole
  let admin: Client
  let viewer: Client
  let operator: Client
  let id = ''
  let name = ''

  const url = (rest: string, query: Record<string, string | number> = {}) => {
    const asked = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    ).toString()
    return `/api/packets/captures/${id}/${rest}${asked === '' ? '' : `?${asked}`}`
  }
  const fetchAs = ({ cookie }: Client, path: string) => fetch(running.url + path, { headers: { cookie } })
  const codeOf = async (asked: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await asked
    return [status, (body as { code?: string } | undefined)?.code]
  }
  /** Newest first: who, how it ended, and with what details. */
  const audited = async (action: string) => {
    const { body } = await admin.ask('GET', `/api/accounts/audit?action=${action}`)
    return (body as { rows: { who: { name: string }; outcome: string; target?: string; details?: unknown }[] }).rows
  }

  beforeAll(async () => {
    running = await startConsole()
    admin = await makeAdmin(running)
    const signUp = async (user: string, role: string) => {
      await admin.ask('POST', '/api/accounts/users', { name: user, password: PASSWORD, role })
      return await signIn(running, 'sign-in', { name: user, password: PASSWORD })
    }
    viewer = await signUp('vi', 'viewer')
    operator = await signUp('op', 'operator')
    const { capture } = await send(running, admin, HTTP_CAPTURE)
    id = capture.id
    name = (await waitForState(admin, id, 'done')).name
  })
  afterAll(() => running?.stop())

  it('rows are pages, of all or of what a filter keeps', async () => {
    const all = (await operator.ask('GET', url('rows'))).body as Rows
    expect([all.rows.length, all.kept, all.packets, all.complete]).toEqual([37, 37, 37, true])
    const page = (await operator.ask('GET', url('rows', { from: 30, count: 3 }))).body as Rows
    expect(page.rows.map(({ number }) => number)).toEqual([31, 32, 33])
    const near = (await operator.ask('GET', url('rows', { filter: 'http.request', near: 5, count: 1 }))).body as Rows
    const [kept] = keptBy(readFileSync(HTTP_CAPTURE), ['http.request'])
    expect(near.rows.map((row) => row.number)).toEqual([kept?.find((number) => number >= 5)])
    const stream = (await operator.ask('GET', url('rows', { filter: 'tcp.stream == 1' }))).body as Rows
    expect(stream.kept).toBe(keptBy(readFileSync(HTTP_CAPTURE), ['tcp.stream == 1'])[0]?.length)
  })

  it('a wrong filter is refused with its column, and what is not there is not found', async () => {
    const wrong = await operator.ask('GET', url('rows', { filter: 'tcp && tcp.prt == 1' }))
    expect(wrong).toMatchObject({
      status: 400,
      body: { code: 'packets.filter-field-near', params: { column: 8, suggestion: 'tcp.port' } },
    })
    expect(await codeOf(operator.ask('GET', url('export', { filter: 'tcp ==' })))).toEqual([
      400,
      'packets.filter-syntax',
    ])
    expect(await codeOf(operator.ask('GET', url('packets/9999')))).toEqual([404, 'packets.packet-unknown'])
    expect(await codeOf(operator.ask('GET', '/api/packets/captures/none/rows'))).toEqual([
      404,
      'packets.capture-unknown',
    ])
    expect((await operator.ask('GET', url('rows', { count: 100_000 }))).status).toBe(400)
  })

  it('nobody sees anything without being signed in', async () => {
    const nobody = clientOf(running, '')
    for (const path of [url('rows'), url('packets/1'), url('stream', { packet: 1 }), url('export'), url('report')])
      expect([path, (await nobody.ask('GET', path)).status]).toEqual([path, 401])
  })

  it('a viewer sees headers, and asks for nothing else', async () => {
    const { rows } = (await viewer.ask('GET', url('rows', { filter: 'tcp.len > 0' }))).body as Rows
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.map(({ info }) => info).join('\n')).not.toMatch(/GET|HTTP\/1/)
    expect(await codeOf(viewer.ask('GET', url('rows', { filter: 'http.host contains "x"' })))).toEqual([
      403,
      'packets.filter-payload',
    ])
    const { status, body } = await viewer.ask('GET', url(`packets/${rows[0]?.number}`))
    const packet = body as PacketDetail
    expect([status, packet.withheld, packet.hex]).toEqual([200, true, undefined])
    expect(packet.layers.map(({ protocol }) => protocol)).not.toContain('http')
    expect((await audited('packets.headers'))[0]).toMatchObject({
      who: { name: 'vi' },
      target: `${name} (${id})`,
      details: { packet: rows[0]?.number },
    })
    for (const path of [url('stream', { packet: 4 }), url('export', { filter: 'tcp' }), url('file')])
      expect(await codeOf(viewer.ask('GET', path))).toEqual([403, 'packets.payload-forbidden'])
    const refused = (await audited('packets.payload')).filter(({ who }) => who.name === 'vi')
    expect(refused.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused'])
    expect(refused.every(({ target }) => target === `${name} (${id})`)).toBe(true)
  })

  it('an operator sees what is said, and every look is on record', async () => {
    const before = (await audited('packets.payload')).length
    const { rows } = (await operator.ask('GET', url('rows', { filter: 'http.request', count: 1 }))).body as Rows
    const number = rows[0]?.number ?? 0
    const packet = (await operator.ask('GET', url(`packets/${number}`))).body as PacketDetail
    expect(packet.layers.map(({ protocol }) => protocol)).toContain('http')
    expect(Buffer.from(packet.hex ?? '', 'hex').toString('latin1')).toContain('GET /')
    const stream = (await operator.ask('GET', url('stream', { packet: number }))).body as Stream
    expect(stream.filter).toMatch(/^tcp\.stream == \d+$/)
    const said = stream.pieces.map(({ base64 }) => Buffer.from(base64, 'base64').toString('latin1')).join('')
    expect(said).toMatch(/^GET [\s\S]*HTTP\/1\.1 200/)
    const file = await fetchAs(operator, url('export', { filter: stream.filter }))
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="http-keepalive-pipelined-filtered\.pcap"$/,
    )
    const bytes = new Uint8Array(await file.arrayBuffer())
    const [kept = []] = keptBy(readFileSync(HTTP_CAPTURE), [stream.filter])
    expect(countPackets(bytes)).toBe(kept.length)
    // A stream by itself is the first of its own file.
    expect(keptBy(bytes, ['tcp.stream == 0'])[0]).toHaveLength(kept.length)
    const looks = (await audited('packets.payload')).slice(0, (await audited('packets.payload')).length - before)
    expect(looks.map(({ who, outcome }) => [who.name, outcome])).toEqual(Array(3).fill(['op', 'read']))
  })

  it('the report is JSON, tables, and one page by itself that speaks the reader’s language', async () => {
    const json = await fetchAs(viewer, url('report', { format: 'json' }))
    expect(await json.json()).toMatchObject({ packets: 37, complete: true })
    const csv = await fetchAs(viewer, url('report', { format: 'csv', table: 'conversations' }))
    expect(csv.headers.get('content-disposition')).toContain('-conversations.csv')
    expect((await csv.text()).trim().split('\n').length).toBeGreaterThan(2)
    const pages: string[] = []
    for (const language of ['en', 'ko', 'ru']) {
      await viewer.ask('PATCH', '/api/accounts/me', { language })
      const page = await fetchAs(viewer, url('report', { format: 'html' }))
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
      // A file to keep, never a page of the console's own.
      expect(page.headers.get('content-disposition')).toMatch(
        /^attachment; filename="http-keepalive-pipelined\.pcap\.html"/,
      )
      const text = await page.text()
      expect(text).toMatch(new RegExp(`^<!doctype html>\\s*<html lang="${language}"`, 'i'))
      expect(text).not.toMatch(/<script|src="http|href="http|url\(/i)
      expect(text).not.toMatch(/packets\.(html|finding|error)\./)
      pages.push(text)
    }
    expect(new Set(pages).size).toBe(3)
  })
})

describe('vedette packets analyze --html', () => {
  const capture = resolve(HTTP_CAPTURE)
  it('writes one page by itself, to a file or to standard output', () => {
    const out = join(freshFolder('page'), 'report.html')
    const written = runCommand(['packets', 'analyze', capture, '--html', out])
    expect([written.status, written.stdout]).toEqual([0, `The report is in ${out}.\n`])
    const page = readFileSync(out, 'utf8')
    // Words, in every language, and no names of words.
    expect(page).not.toMatch(/packets\.(html|finding|error)\./)
    for (const LANG of ['ko_KR.UTF-8', 'ru_RU.UTF-8']) {
      const other = runCommand(['packets', 'analyze', capture, '--html', '-'], { env: { LANG } })
      expect(other.stdout).toContain(`<html lang="${LANG.slice(0, 2)}"`)
      expect(other.stdout).not.toMatch(/packets\.(html|finding|error)\./)
    }
    expect(page).toMatch(/^<!doctype html>/i)
    expect(page).toContain('http-keepalive-pipelined.pcap')
    expect(page).not.toMatch(/<script|src="http|href="http/i)
    const shown = runCommand(['packets', 'analyze', capture, '--html', '-'])
    expect(shown.status).toBe(0)
    expect(shown.stdout.trimEnd()).toMatch(/^<!doctype html>[\s\S]*<\/html>$/i)
  })
  it('analyses what a filter keeps, and says what it cannot do', () => {
    const json = runCommand(['packets', 'analyze', capture, '--filter', 'tcp.stream == 1', '--json'])
    const [kept = []] = keptBy(readFileSync(capture), ['tcp.stream == 1'])
    expect(JSON.parse(json.stdout)).toMatchObject({ packets: kept.length, conversations: { tcp: 1 } })
    const wrong = runCommand(['packets', 'analyze', capture, '--filter', 'tcp.strem == 1'])
    expect(wrong.status).not.toBe(0)
    expect(wrong.stderr).toContain('tcp.stream')
    const nowhere = runCommand(['packets', 'analyze', capture, '--html', '/nowhere/at/all.html'])
    expect(nowhere.status).not.toBe(0)
    expect(nowhere.stderr).toContain('/nowhere/at/all.html')
    const cut = join(freshFolder('cut'), 'cut.pcap')
    writeFileSync(cut, readFileSync(capture).subarray(0, -7))
    const damaged = runCommand(['packets', 'analyze', cut, '--html', '-'])
    expect(damaged.status).toBe(1)
    expect(damaged.stdout).toMatch(/^<!doctype html>/i)
  })
})

describe('vedette packets analyze', () => {
  it('explains files and standard input, and says by its end what they were like', () => {
    const whole = makeCapture({ packets: 50, seed: 20 })
    const cut = join(freshFolder('cut'), 'cut.pcap')
    writeFileSync(cut, readFileSync(whole).subarray(0, 5000))
    const json = runCommand(['packets', 'analyze', whole, '--json'])
    expect(json.status).toBe(0)
    expect(JSON.parse(json.stdout)).toMatchObject({ packets: 50, file: { format: 'pcap', problems: [] } })
    expect(runCommand(['packets', 'analyze', cut]).status).toBe(1)
    expect(runCommand(['packets', 'analyze', '/etc/hostname']).status).toBe(2)
    expect(runCommand(['packets', 'analyze', '/nowhere']).status).toBe(4)
    const both = runCommand(['packets', 'analyze', whole, cut, '--json'])
    expect(both.status).toBe(1)
    expect((JSON.parse(both.stdout) as { packets: number }[]).map(({ packets }) => packets)).toEqual([50, 31])
  })
})
