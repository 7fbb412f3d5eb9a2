/** Captures for tests of the console: one recorded, one made, one cut. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { CaptureReader } from '../../src/decoder/files/capture-reader.ts'
import { CaptureWriter } from '../../src/decoder/files/capture-writer.ts'
import { settle } from './browser.ts'
import { freshFolder } from './console.ts'

/** Recorded on a loopback: requests over two connections, 37 packets. */
export const HTTP_CAPTURE = 'src/decoder/testdata/http-keepalive-pipelined.pcap'
const SCANNED_PORTS = 60
const FILLERS = 4000
const FROM = { linkType: 1, snapLength: 0, ticksPerSecond: 1e9, offsetSeconds: 0 }
const FROM_SECONDS = 1_750_000_000

const hex = (value: number, bytes: number) => value.toString(16).padStart(bytes * 2, '0')
const toBytes = (text: string) =>
  Uint8Array.from(text.replaceAll(' ', '').match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
/** Ethernet and IPv4 from 10.0.0.1 to 10.0.0.2; `length` is the payload's. */
const ipv4 = (protocol: number, length: number, payload: string) =>
  toBytes(
    `020000000002 020000000001 0800 4500${hex(20 + length, 2)} 00010000 40${hex(protocol, 1)}0000 0a000001 0a000002 ${payload}`,
  )
const syn = (port: number) => ipv4(6, 20, `c000${hex(port, 2)} 00000001 00000000 5002ffff 00000000`)
const filler = () => ipv4(17, 1408, `c0001388${hex(1408, 2)}0000 ${'00'.repeat(1400)}`)

export interface TestCaptures {
  readonly folder: string
  /** One machine tries the ports of another, and enough beside it to take a while on the line: 4,060 packets. */
  readonly scan: string
  /** The recorded one without its last 7 bytes. */
  readonly cut: string
}
export function writeCaptures(): TestCaptures {
  const folder = freshFolder('captures')
  const [scan, cut] = [join(folder, 'scan.pcap'), join(folder, 'cut.pcap')]
  const writer = new CaptureWriter({ format: 'pcap', linkType: 1, snapLength: 0, nanoseconds: false })
  const add = (frame: Uint8Array, seconds: number) =>
    writer.packet(frame, 0, frame.length, frame.length, FROM_SECONDS + seconds, 0, FROM)
  for (let port = 1; port <= SCANNED_PORTS; port++) add(syn(port), 0)
  for (let n = 0; n < FILLERS; n++) add(filler(), 1 + Math.floor(n / 100))
  writeFileSync(scan, writer.take())
  writeFileSync(cut, readFileSync(HTTP_CAPTURE).subarray(0, -7))
  return { folder, scan, cut }
}

export function countPackets(file: Uint8Array): number {
  let packets = 0
  const reader = new CaptureReader({ record: () => void packets++ })
  reader.push(file)
  reader.end()
  return packets
}

export const sendFiles = (page: Page, ...files: readonly string[]) =>
  page.locator('input[type="file"]').setInputFiles([...files])
export const rowOf = (page: Page, name: string): Locator => page.getByRole('row', { name: new RegExp(name) })
export const untilDone = (page: Page, name: string) => rowOf(page, name).getByText('done', { exact: true }).waitFor()

/** From the list to a view of the capture, as a person goes. */
export async function openCapture(page: Page, name: string, view?: string): Promise<void> {
  await rowOf(page, name).getByRole('link', { name }).click()
  await page.getByRole('navigation', { name: 'Views of the capture' }).waitFor()
  if (view) await page.getByRole('link', { name: view, exact: true }).click()
  await settle(page)
}
