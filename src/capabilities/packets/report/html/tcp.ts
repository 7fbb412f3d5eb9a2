/** How TCP went: what was lost and sent again, and how long things took. */
import type { Distribution, ReportTcp } from '../../../../decoder/report.ts'
import { html, Markup } from './markup.ts'
import { type Column, facts, type Page, type Section, table } from './parts.ts'

const ROWS = [
  'streams',
  'syns',
  'synAcks',
  'unanswered',
  'fins',
  'resets',
  'retransmissions',
  'fastRetransmissions',
  'spuriousRetransmissions',
  'outOfOrder',
  'duplicateAcks',
  'lostSegments',
  'ackedLostSegments',
  'zeroWindows',
  'zeroWindowProbes',
  'windowFulls',
  'windowUpdates',
  'keepAlives',
  'reusedPorts',
] as const satisfies readonly (keyof ReportTcp)[]
/** Said first, even when they are none. */
const FIRST = ['streams', 'retransmissions', 'resets', 'unanswered'] as const satisfies readonly (keyof ReportTcp)[]
const HEIGHT = 100
const GAP = 0.1

export function tcpSection(page: Page): Section | undefined {
  const { tcp, protocols } = page.report
  if (!tcp || !(protocols['tcp'] ?? 0)) return undefined
  const big = facts(
    FIRST.map((name) => ({ label: page.say(`tcp.${name}`), value: page.number(tcp[name]) })),
    'big',
  )
  const rows = ROWS.filter((name) => tcp[name] > 0 && !FIRST.some((first) => first === name))
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { head: page.say('tcp-what'), kind: 'lead', cell: (name) => page.say(`tcp.${name}`) },
    { head: page.say('tcp-count'), kind: 'number', cell: (name) => page.number(tcp[name]) },
  ]
  const half = Math.ceil(rows.length / 2)
  const tables = [rows.slice(0, half), rows.slice(half)].filter((part) => part.length > 0)
  return {
    id: 'tcp',
    title: page.say('tcp-health'),
    how: page.say('packet-count', { count: protocols['tcp'] ?? 0 }),
    body: html`${big}<div class="twice">${tables.map((part) => html`<div>${table(part, columns)}</div>`)}</div><div class="twice">${spread(
      page,
      'handshake',
      tcp.handshake,
    )}${spread(page, 'response', tcp.response)}</div>`,
  }
}

/** Buckets of doubling width from the first that holds any. */
function spread(
  page: Page,
  key: 'handshake' | 'response',
  { counts, upToUs, count, meanUs, maxUs }: Distribution,
): Markup {
  const title = html`<h3>${page.say(key)}</h3>`
  if (count === 0) return html`<div>${title}<p class="muted">${page.say('measured-none')}</p></div>`
  const first = Math.max(
    0,
    counts.findIndex((one) => one > 0),
  )
  const bars = counts.slice(first)
  const most = Math.max(1, ...bars)
  const drawn = bars.map((one, n) => {
    const tall = (one / most) * HEIGHT
    return `<rect class="f1" x="${n + GAP / 2}" y="${(HEIGHT - tall).toFixed(2)}" width="${1 - GAP}" height="${tall.toFixed(2)}"/>`
  })
  const from = first === 0 ? '0' : page.lasting(upToUs[first - 1] ?? 0)
  const words = page.say('spread', { count, mean: page.lasting(meanUs), max: page.lasting(maxUs) })
  return html`<div>${title}<figure><figcaption>${page.say(`${key}-why`)}</figcaption><div class="plot low"><span class="top">${page.say(
    'at-most',
    { value: page.number(most) },
  )}</span><svg viewBox="0 0 ${bars.length} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${words}">${new Markup(
    drawn.join(''),
  )}</svg></div><div class="axis"><span>${from}</span><span>${page.lasting(
    upToUs.at(-1) ?? 0,
  )}</span></div></figure><p class="proof">${words}</p></div>`
}
