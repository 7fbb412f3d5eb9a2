/** HPACK's Huffman code (RFC 7541, appendix B). It is canonical: the lengths of its codes say all. */

const LENGTHS = `
13 23 28 28 28 28 28 28 28 24 30 28 28 30 28 28 28 28 28 28 28 28 30 28 28 28 28 28 28 28 28 28
6 10 10 12 13 6 8 11 10 10 8 11 8 6 6 6 5 5 5 6 6 6 6 6 6 6 7 8 15 6 12 10
13 6 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 7 8 7 8 13 19 13 14 6
15 5 6 5 6 5 6 6 6 5 7 7 6 6 6 5 6 7 6 5 5 6 7 7 7 7 7 15 11 14 13 28
20 22 20 20 22 22 22 23 22 23 23 23 23 23 24 23 24 24 22 23 24 23 23 23 23 21 22 23 22 23 23 24
22 21 20 22 22 23 23 21 23 22 22 24 21 22 23 23 21 21 22 21 23 22 23 23 20 22 22 22 23 22 22 23
26 26 20 19 22 23 22 25 26 26 26 27 27 26 24 25 19 21 26 27 27 26 27 24 21 21 26 26 28 27 27 27
20 24 20 21 22 21 21 23 22 22 25 25 24 24 26 23 26 27 26 26 27 27 27 27 27 28 27 27 27 27 27 26`
  .trim()
  .split(/\s+/)
  .map(Number)
const LONGEST = 30

/** For each length: the first code, how many there are, and their symbols in order. */
interface Codes {
  readonly first: number
  readonly symbols: readonly number[]
}

function codesByLength(): readonly Codes[] {
  const codes: Codes[] = []
  let next = 0
  for (let length = 0; length <= LONGEST; length++) {
    const symbols = LENGTHS.flatMap((bits, symbol) => (bits === length ? [symbol] : []))
    codes.push({ first: next, symbols })
    next = (next + symbols.length) * 2
  }
  return codes
}
const CODES = codesByLength()

/** Decoded bytes; `undefined` for a code that is none, or padding that is not the end's first bits (RFC 7541 §5.2). */
export function decodeHuffman(view: DataView, start: number, end: number): Uint8Array | undefined {
  // The shortest code has five bits.
  const text = new Uint8Array(Math.floor(((end - start) * 8) / 5))
  let written = 0
  let code = 0
  let length = 0
  for (let at = start; at < end; at++) {
    const byte = view.getUint8(at)
    for (let bit = 7; bit >= 0; bit--) {
      code = (code << 1) | ((byte >> bit) & 1)
      length++
      const { first, symbols } = CODES[length] as Codes
      const symbol = symbols[code - first]
      if (code >= first && symbol !== undefined) {
        text[written++] = symbol
        code = 0
        length = 0
      } else if (length === LONGEST) return undefined
    }
  }
  // Fewer than eight bits may be left, all ones.
  return length < 8 && code === (1 << length) - 1 ? text.subarray(0, written) : undefined
}
