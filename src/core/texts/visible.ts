/** What strangers wrote (names, files, captures), made fit to be read: nothing unseen is left in it that changes how it looks. */
import type { Text } from '../schema.ts'

/** Controls, formats (direction, joiners, tags), variation selectors and fillers: they change how a text looks, unseen themselves. */
const unseen = () =>
  /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}|\p{Variation_Selector}|\u034f|\u115f|\u1160|\u17b4|\u17b5|\u3164|\uffa0/gu
/** Most texts; the set above takes 5 ms to be made. */
const PLAIN = /^[ -~]*$/

/** The text with nothing unseen left in it; lone halves of surrogate pairs become U+FFFD. */
export function toVisible(text: string): string {
  if (PLAIN.test(text)) return text
  return text.toWellFormed().replace(unseen(), (letter) => {
    const code = letter.codePointAt(0) ?? 0
    if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
  })
}

/** The sentence with all its values made visible: a terminal obeys what a control character says. */
export function toVisibleText({ key, params = {} }: Text): Text {
  const shown = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'string' ? toVisible(value) : value,
  ])
  return { key, params: Object.fromEntries(shown) }
}
