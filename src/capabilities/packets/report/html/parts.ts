/** What every section of the report is built of: words, numbers, tables, bars. */
import type { Language, Text } from '../../../../core/schema.ts'
import { formatValue } from '../../../../core/texts/render.ts'
import type { FileReport } from '../../reading/analyse.ts'
import { escapeHtml, foreign, foreignCode, html, type Inserted, Markup, toSpoken } from './markup.ts'

export interface Page {
  readonly report: FileReport
  readonly language: Language
  /** A sentence of `packets.html.`; what it says of the capture is made visible and kept in. */
  say(key: string, params?: Text['params']): Markup
  /** A sentence by its whole key. */
  sayKey(key: string, params?: Text['params']): Markup
  number(value: number): string
  bytes(value: number): string
  /** Microseconds and up. */
  lasting(us: number): string
}

const US_PER_MS = 1000
const SHORT_US = 1000

export function createPage({
  report,
  language,
  say,
}: {
  readonly report: FileReport
  readonly language: Language
  say(text: Text): string
}): Page {
  const sayKey = (key: string, params: Text['params'] = {}) => {
    const spoken = Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, typeof value === 'string' ? toSpoken(value) : value]),
    )
    return new Markup(escapeHtml(say({ key, params: spoken })))
  }
  return {
    report,
    language,
    sayKey,
    say: (key, params) => sayKey(`packets.html.${key}`, params),
    number: (value) => formatValue(value, 'count', { language }),
    bytes: (value) => formatValue(value, 'bytes', { language }),
    lasting: (us) =>
      us < SHORT_US
        ? `${formatValue(us, 'count', { language })} µs`
        : formatValue(Math.round(us / 100) / (US_PER_MS / 100), 'milliseconds', { language }),
  }
}

export interface Section {
  readonly id: string
  readonly title: Markup
  /** Beside the title. */
  readonly how?: Markup
  readonly body: Markup
}
export const writeSection = ({ id, title, how, body }: Section) =>
  html`<section id="${id}"><h2>${title}${how ? html`<small>${how}</small>` : undefined}</h2>${body}</section>
`

const MARKS = {
  danger:
    '<path d="M6 1h8l5 5v8l-5 5H6l-5-5V6z" fill="currentColor"/><path d="M9 5h2v6H9zm0 8h2v2H9z" fill="var(--panel)"/>',
  caution: '<path d="M10 1l9 17H1z" fill="currentColor"/><path d="M9 7h2v5H9zm0 6.500h2v2H9z" fill="var(--panel)"/>',
  info: '<path d="M10 1l9 9-9 9-9-9z" fill="currentColor"/><path d="M9 6h2v2H9zm0 3h2v5H9z" fill="var(--panel)"/>',
  good: '<circle cx="10" cy="10" r="9" fill="currentColor"/><path d="M5 10l1.500-1.500L9 11l5-5 1.500 1.500L9 14z" fill="var(--panel)"/>',
} as const
export type Mark = keyof typeof MARKS
/** State is never colour alone: each has its shape. */
export const mark = (kind: Mark) =>
  new Markup(`<svg class="mark ${kind}" viewBox="0 0 20 20" aria-hidden="true">${MARKS[kind]}</svg>`)

export interface Column<Row> {
  readonly head: Markup
  readonly kind?: 'number' | 'lead' | 'mid'
  cell(row: Row): Inserted
}
const CLASSES = { number: 'num', lead: 'lead', mid: 'mid' } as const

export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Markup {
  const heads = columns.map(({ head, kind }) => html`<th scope="col" class="${kind ? CLASSES[kind] : ''}">${head}</th>`)
  const body = rows.map((row) => {
    const cells = columns.map(({ head, kind, cell }) => {
      const value = cell(row)
      const empty = value === undefined || value === '' ? ' empty' : ''
      return html`<td class="${kind ? CLASSES[kind] : ''}${empty}" data-label="${head}">${value}</td>`
    })
    return html`<tr>${cells}</tr>
`
  })
  return html`<table><thead><tr>${heads}</tr></thead><tbody>
${body}</tbody></table>`
}

/** Says what was left out, so that nobody takes a part for the whole. */
export const leftOut = (page: Page, shown: number, total: number) =>
  total > shown ? html`<p class="more">${page.say('more', { count: total - shown })}</p>` : undefined

export const bar = (share: number, tint = 0) =>
  html`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${
    share > 0 ? Math.max(0.5, Math.min(100, share * 100)).toFixed(2) : 0
  }" height="1" class="f${tint}"/></svg>`

export interface Named {
  readonly name: string
  readonly count: number
}
/** Names with their counts as bars, the largest first. */
export function nameBars(
  page: Page,
  { title, rows, total, code = false }: { title: Markup; rows: readonly Named[]; total?: number; code?: boolean },
): Markup | undefined {
  if (rows.length === 0) return undefined
  const shown = rows.toSorted((x, y) => y.count - x.count).slice(0, MOST_BARS)
  const largest = shown[0]?.count ?? 1
  const lines = shown.map(
    ({ name, count }) =>
      html`<span>${name === '' ? page.say('nameless') : code ? foreignCode(name) : foreign(name)}</span>${bar(
        count / largest,
      )}<span class="num">${page.number(count)}</span>
`,
  )
  return html`<div><h3>${title}</h3><div class="bars names">${lines}</div>${leftOut(
    page,
    shown.length,
    Math.max(total ?? 0, rows.length),
  )}</div>`
}
const MOST_BARS = 15

export const toNamed = (counts: Readonly<Record<string, number>>, name: (key: string) => string = (key) => key) =>
  Object.entries(counts).map(([key, count]) => ({ name: name(key), count }))

export interface Fact {
  readonly label: Markup
  readonly value: Inserted
  /** `whole`: over the full width. */
  readonly wide?: 'whole'
}
export const facts = (list: readonly Fact[], kind = '') =>
  html`<dl class="facts ${kind}">${list.map(
    ({ label, value, wide }) => html`<div class="${wide ?? ''}"><dt>${label}</dt><dd>${value}</dd></div>`,
  )}</dl>`
