/** Names and command lines come from anybody: what could move a cursor, hide text or turn it round is written out. */

/** Controls, what Unicode says is not to be seen, ends of lines, and a blank that is none. */
const UNPRINTABLE = /[\p{Control}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800\ufff9-\ufffb]/u
const EACH_UNPRINTABLE = new RegExp(UNPRINTABLE.source, 'gu')
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const writeOut = (character: string) => {
  const code = character.codePointAt(0) ?? 0
  return (
    SHORT[character] ??
    (code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : code > 0xffff
        ? `\\u{${code.toString(16)}}`
        : `\\u${code.toString(16).padStart(4, '0')}`)
  )
}

export const toPlain = (text: string): string =>
  UNPRINTABLE.test(text) ? text.replace(EACH_UNPRINTABLE, writeOut) : text
