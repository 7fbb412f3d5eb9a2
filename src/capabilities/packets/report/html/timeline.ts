/** Who spoke when, as bars that stand on each other: one for each step, one colour for each protocol. */
import type { ReportTimeline } from '../../../../decoder/report.ts'
import { foreign, html, Markup } from './markup.ts'
import type { Page, Section } from './parts.ts'

const MOST_BARS = 128
/** The last colour is for all others together. */
const MOST_COLOURS = 8
const HEIGHT = 100
const GAP = 0.15
/** A single packet among thousands is still seen. */
const LEAST = 0.8
const NS_PER_US = 1000

interface Band {
  readonly name: string
  readonly packets: readonly number[]
  readonly bytes: readonly number[]
}
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)

/** As few bars as fit, by adding neighbours. */
function gather(values: readonly number[], perBar: number, bars: number): readonly number[] {
  return Array.from({ length: bars }, (_, n) => sum(values.slice(n * perBar, (n + 1) * perBar)))
}

function toBands({ protocols }: ReportTimeline, perBar: number, bars: number, others: string): readonly Band[] {
  const sorted = protocols.toSorted((x, y) => sum(y.packets) - sum(x.packets))
  const own = sorted.length > MOST_COLOURS ? sorted.slice(0, MOST_COLOURS - 1) : sorted
  const rest = sorted.slice(own.length)
  const bands = own.map(({ name, packets, bytes }) => ({
    name,
    packets: gather(packets, perBar, bars),
    bytes: gather(bytes, perBar, bars),
  }))
  if (rest.length === 0) return bands
  const add = (pick: (one: Band) => readonly number[]) => {
    const all = rest.map((one) => gather(pick(one), perBar, bars))
    return Array.from({ length: bars }, (_, n) => sum(all.map((values) => values[n] ?? 0)))
  }
  return [...bands, { name: others, packets: add((one) => one.packets), bytes: add((one) => one.bytes) }]
}

function drawBands(bands: readonly (readonly number[])[], bars: number, most: number): Markup {
  const heights = new Float64Array(bars)
  const paths = bands.map((values, tint) => {
    let d = ''
    for (const [n, value] of values.entries()) {
      if (value === 0) continue
      const tall = Math.max(LEAST, (value / most) * HEIGHT)
      const from = heights[n] ?? 0
      heights[n] = from + tall
      d += `M${(n + GAP / 2).toFixed(3)} ${(HEIGHT - from).toFixed(2)}v${(-tall).toFixed(2)}h${1 - GAP}v${tall.toFixed(2)}z`
    }
    return `<path class="f${tint}" d="${d}"/>`
  })
  const lines = [0, 0.25, 0.5, 0.75].map(
    (y) => `<path d="M0 ${y * HEIGHT}h${bars}" stroke="var(--dim)" vector-effect="non-scaling-stroke"/>`,
  )
  return new Markup(lines.join('') + paths.join(''))
}

export function timelineSection(page: Page): Section | undefined {
  const { timeline, untimed = 0 } = page.report
  const steps = Math.max(0, ...(timeline?.protocols ?? []).map(({ packets }) => packets.length))
  if (!timeline || (steps === 0 && untimed === 0)) return undefined
  const rest = untimed > 0 ? html`<p class="more">${page.say('untimed', { count: untimed })}</p>` : undefined
  if (steps === 0) return { id: 'timeline', title: page.say('timeline'), body: html`${rest}` }
  const perBar = Math.ceil(steps / MOST_BARS)
  const bars = Math.ceil(steps / perBar)
  const barUs = (timeline.stepNs * perBar) / NS_PER_US
  const bands = toBands(timeline, perBar, bars, '')
  const plot = (key: 'packets' | 'bytes', kind: string, say: (value: number) => string) => {
    const totals = Array.from({ length: bars }, (_, n) => sum(bands.map((band) => band[key][n] ?? 0)))
    const most = Math.max(1, ...totals)
    const name = page.say(`timeline-${key}`, { step: page.lasting(barUs) })
    return html`<figure><figcaption>${name}</figcaption><div class="plot ${kind}"><span class="top">${page.say(
      'at-most',
      {
        value: say(most),
      },
    )}</span><svg viewBox="0 0 ${bars} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${name}">${drawBands(
      bands.map((band) => band[key]),
      bars,
      most,
    )}</svg></div>${axis(page, barUs * bars)}</figure>`
  }
  const legend = bands.map(
    ({ name, packets, bytes }, tint) =>
      html`<li><svg viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" class="f${tint}"/></svg>${
        name === '' ? page.say('others') : foreign(name)
      } <span class="muted">${page.say('both', { count: sum(packets), bytes: sum(bytes) })}</span></li>`,
  )
  return {
    id: 'timeline',
    title: page.say('timeline'),
    body: html`${plot('packets', '', page.number)}${plot('bytes', 'low', page.bytes)}<ul class="legend">${legend}</ul>${rest}`,
  }
}

const axis = (page: Page, lastUs: number) =>
  html`<div class="axis">${[0, 0.25, 0.5, 0.75, 1].map(
    (part) => html`<span>${part === 0 ? '0' : page.lasting(lastUs * part)}</span>`,
  )}</div>`
