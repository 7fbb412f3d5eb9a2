/**
 * HTML whose every inserted value is escaped, unless it is markup already. What a stranger's capture says is made visible first:
 * control characters, marks that turn the direction of text and letters of no width are written as their numbers.
 */

import { toVisible } from '../../../../core/texts/visible.ts'

export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export type Inserted = Markup | string | number | undefined | readonly Markup[]

/** Hebrew, Arabic and their kin. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const MOST_LETTERS = 200

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter)

function insert(value: Inserted): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(insert).join('')
  return escapeHtml(toVisible(String(value)))
}

/** Only inside elements and inside quoted attributes; never for the names of either, styles or addresses. */
export function html(strings: TemplateStringsArray, ...values: readonly Inserted[]): Markup {
  return new Markup(strings.map((part, n) => (n === 0 ? part : insert(values[n - 1]) + part)).join(''))
}

function cut(text: string): string {
  if (text.length <= MOST_LETTERS) return text
  return `${text.slice(0, MOST_LETTERS)}…`
}

/** A name the capture gives: it cannot turn the direction of what stands beside it, nor fill the page. */
export const foreign = (text: string) => html`<bdi>${cut(text)}</bdi>`
export const foreignCode = (text: string) => html`<code><bdi>${cut(text)}</bdi></code>`

/** The same inside a sentence, where there are no elements: direction is kept in by isolates (Unicode UAX #9 §2.4). */
export function toSpoken(value: string | number): string | number {
  if (typeof value === 'number') return value
  const text = toVisible(cut(value))
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text
}
