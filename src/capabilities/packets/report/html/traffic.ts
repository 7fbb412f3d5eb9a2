/** What the file is, what was spoken in it, who spoke with whom, and how much. */
import type { ReportConversation, ReportHierarchy } from '../../../../decoder/report.ts'
import { foreign, foreignCode, html, type Markup } from './markup.ts'
import { bar, type Column, type Fact, facts, leftOut, type Page, type Section, table } from './parts.ts'

const NS_PER_MS = 1_000_000n
const NS_PER_US = 1000n
const NS_PER_SECOND = 1_000_000_000n
const MOST_ROWS = 25
const MOST_NODES = 60
const DEEPEST_INDENT = 6
const TINTS = 7

const toMs = (ns: string) => Number(BigInt(ns) / NS_PER_MS)
const toUs = (fromNs: string, toNs: string) => Number((BigInt(toNs) - BigInt(fromNs)) / NS_PER_US)

/** All nine digits, in UTC, as other programs print it. */
function toExact(ns: string): string {
  const all = BigInt(ns)
  const rest = ((all % NS_PER_SECOND) + NS_PER_SECOND) % NS_PER_SECOND
  const date = new Date(Number((all - rest) / NS_PER_MS))
  if (Number.isNaN(date.getTime())) return `${ns} ns`
  return `${date.toISOString().slice(0, 19).replace('T', ' ')}.${String(rest).padStart(9, '0')} UTC`
}

export function summarySection(page: Page): Section {
  const { report } = page
  const { packets, bytes, capturedBytes, addresses, conversations, minNs, maxNs } = report
  const big: readonly Fact[] = [
    { label: page.say('packets'), value: page.number(packets) },
    { label: page.say('bytes'), value: page.bytes(bytes) },
    ...(minNs !== null && maxNs !== null
      ? [{ label: page.say('lasting'), value: page.lasting(toUs(minNs, maxNs)) }]
      : []),
    ...speed(page),
  ]
  const small: readonly Fact[] = [
    ...times(page),
    { label: page.say('addresses'), value: page.say('addresses-both', addresses) },
    { label: page.say('conversations'), value: page.say('conversations-both', conversations) },
    { label: page.say('flows'), value: page.number(report.flows) },
    { label: page.say('captured'), value: page.bytes(capturedBytes) },
    ...fileFacts(page),
  ]
  const { comments } = report.file
  const said = comments.slice(0, MOST_ROWS)
  const body = html`${facts(big, 'big')}${facts(small)}${
    said.length === 0
      ? undefined
      : html`<h3>${page.say('comments')}</h3>${said.map(
          ({ packet, text }) =>
            html`<p>${packet === undefined ? undefined : html`<span class="muted">${page.say('packet', { number: packet })}:</span> `}${foreign(text)}</p>`,
        )}${leftOut(page, said.length, comments.length)}`
  }`
  return { id: 'summary', title: page.say('summary'), body }
}

function times(page: Page): readonly Fact[] {
  const { minNs, maxNs } = page.report
  if (minNs === null || maxNs === null) return []
  const when = (ns: string) => html`${page.say('when', { atMs: toMs(ns) })}<small>${toExact(ns)}</small>`
  return [
    { label: page.say('from'), value: when(minNs) },
    { label: page.say('to'), value: when(maxNs) },
  ]
}

function speed(page: Page): readonly Fact[] {
  const { minNs, maxNs, bytes } = page.report
  const us = minNs !== null && maxNs !== null ? toUs(minNs, maxNs) : 0
  const rate = us > 0 ? (bytes * 8e6) / us : 0
  return rate < 1 ? [] : [{ label: page.say('rate'), value: page.say('speed', { rate }) }]
}

function fileFacts(page: Page): readonly Fact[] {
  const { file } = page.report
  const packed = file.compression === 'none' ? '' : ` · ${file.compression}`
  return [
    { label: page.say('format'), value: `${file.format} · ${file.resolution} · ${file.endian}-endian${packed}` },
    { label: page.say('size'), value: page.bytes(file.sizeBytes) },
    { label: page.say('link-types'), value: file.linkTypes.slice(0, MOST_ROWS).join(', ') || '–' },
    ...(file.secrets > 0 ? [{ label: page.say('secrets'), value: page.number(file.secrets) }] : []),
    ...(file.keys ? [{ label: page.say('keys'), value: page.say('keys-used', { ...file.keys }) }] : []),
    ...(file.sha256 ? [{ label: page.say('hash'), value: foreignCode(file.sha256), wide: 'whole' as const }] : []),
  ]
}

interface Node {
  readonly depth: number
  readonly tint: number
  readonly node: ReportHierarchy
}
function flatten(nodes: readonly ReportHierarchy[], depth = 0): readonly Node[] {
  return nodes
    .toSorted((x, y) => y.frames - x.frames)
    .flatMap((node) => [{ depth, tint: depth % TINTS, node }, ...flatten(node.inside, depth + 1)])
}

export function hierarchySection(page: Page): Section | undefined {
  const { hierarchy, packets } = page.report
  const all = flatten(hierarchy)
  if (all.length === 0) return undefined
  // Where there are many, small ones go first: they are still counted in what is around them.
  const smallest = all.map(({ node }) => node.frames).toSorted((x, y) => y - x)[MOST_NODES - 1] ?? 0
  const rows = all.filter(({ node }) => node.frames >= smallest).slice(0, MOST_NODES)
  const lines = rows.map(({ depth, tint, node: { name, frames, bytes } }) => {
    const share = packets > 0 ? frames / packets : 0
    return html`<span class="d${Math.min(depth, DEEPEST_INDENT)}">${foreign(name)}</span>${bar(share, tint)}<span class="num">${page.say(
      'share',
      { frames, share: share * 100 },
    )}</span><span class="num extra muted">${page.bytes(bytes)}</span>
`
  })
  return {
    id: 'hierarchy',
    title: page.say('hierarchy'),
    how: page.say('hierarchy-how'),
    body: html`<div class="bars">${lines}</div>${leftOut(page, rows.length, all.length)}`,
  }
}

interface Talk extends ReportConversation {
  readonly protocol: string
}
export function conversationsSection(page: Page): Section | undefined {
  const { topConversations, conversations } = page.report
  const all: readonly Talk[] = [
    ...topConversations.tcp.map((one) => ({ ...one, protocol: 'TCP' })),
    ...topConversations.udp.map((one) => ({ ...one, protocol: 'UDP' })),
  ].toSorted((x, y) => y.bytes - x.bytes)
  if (all.length === 0) return undefined
  const rows = all.slice(0, MOST_ROWS)
  const us = (value: number | undefined) => (value === undefined || value === 0 ? '' : page.lasting(value))
  const columns: readonly Column<Talk>[] = [
    { head: page.say('ends'), kind: 'lead', cell: (one) => html`${foreign(one.a)}<small>↔ ${foreign(one.b)}</small>` },
    { head: page.say('protocol'), cell: ({ application, protocol }) => protocolCell(application, protocol) },
    { head: page.say('packets'), kind: 'number', cell: ({ packets }) => page.number(packets) },
    {
      head: page.say('bytes'),
      kind: 'number',
      cell: ({ bytes, aBytes, bBytes }) =>
        html`<span>${page.bytes(bytes)}<small>→ ${page.bytes(aBytes)} · ← ${page.bytes(bBytes)}</small></span>`,
    },
    { head: page.say('lasting'), kind: 'number', cell: ({ firstNs, lastNs }) => us(toUs(firstNs, lastNs)) },
    { head: page.say('handshake-short'), kind: 'number', cell: ({ handshakeUs }) => us(handshakeUs) },
    { head: page.say('slowest'), kind: 'number', cell: ({ slowestUs }) => us(slowestUs) },
    { head: page.say('resent'), kind: 'number', cell: ({ resent }) => (resent ? page.number(resent) : '') },
  ]
  const shownColumns = columns.filter(({ cell }) => rows.some((row) => cell(row) !== ''))
  return {
    id: 'conversations',
    title: page.say('conversations'),
    how: page.say('largest'),
    body: html`${table(rows, shownColumns)}${leftOut(page, rows.length, conversations.tcp + conversations.udp)}`,
  }
}
const protocolCell = (application: string | undefined, protocol: string) =>
  application === undefined
    ? html`<span>${protocol}</span>`
    : html`<span>${foreign(application)}<small>${protocol}</small></span>`

export function talkersSection(page: Page): Section | undefined {
  const { topAddresses, addresses, names } = page.report
  if (topAddresses.length === 0) return undefined
  const known = new Map((names ?? []).map(({ address, name }) => [address, name]))
  const rows = topAddresses.slice(0, MOST_ROWS)
  const largest = rows[0]?.bytes ?? 1
  const lines = rows.map(({ address, packets, bytes }) => {
    const name = known.get(address)
    return html`<span>${foreign(address)}${nameOf(name)}</span>${bar(bytes / largest, 1)}<span class="num">${page.bytes(
      bytes,
    )}</span><span class="num extra muted">${page.say('packet-count', { count: packets })}</span>
`
  })
  return {
    id: 'endpoints',
    title: page.say('endpoints'),
    how: page.say('endpoints-how'),
    body: html`<div class="bars">${lines}</div>${leftOut(page, rows.length, addresses.ipv4 + addresses.ipv6)}`,
  }
}
const nameOf = (name: string | undefined): Markup | undefined =>
  name === undefined ? undefined : html` <span class="muted">${foreign(name)}</span>`

const MOST_NAMES = 200
export function namesSection(page: Page): Section | undefined {
  const names = page.report.names ?? []
  if (names.length === 0) return undefined
  const rows = names.slice(0, MOST_NAMES)
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { head: page.say('address'), cell: ({ address }) => foreignCode(address) },
    { head: page.say('name'), cell: ({ name }) => foreign(name) },
  ]
  return {
    id: 'names',
    title: page.say('names'),
    how: page.say('names-how'),
    body: html`${table(rows, columns)}${leftOut(page, rows.length, names.length)}`,
  }
}
