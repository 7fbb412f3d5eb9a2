/** Names and command lines come from anybody: what could move a cursor, hide text or turn it round is written out. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/
const EACH_UNPRINTABLE = new RegExp(UNPRINTABLE.source, 'g')
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const writeOut = (character: string) => {
  const code = character.charCodeAt(0)
  return (
    SHORT[character] ??
    (code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`)
  )
}

export const toPlain = (text: string): string =>
  UNPRINTABLE.test(text) ? text.replace(EACH_UNPRINTABLE, writeOut) : text
