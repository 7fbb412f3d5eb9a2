/** Lines of one side of a connection, whole however they were cut into segments. */

const LF = 10
/** Commands are short (RFC 959 §5.3, RFC 2449 §4): what is longer is no line that somebody waits for. */
const LONGEST_LINE = 1024
/** Of one segment: commands are sent in a few lines, what follows in many is a letter or a file. */
const MOST_LINES = 8
const NOTHING = new Uint8Array(0)

/** Answers whether the line was understood: then it is not read again when more of it comes. */
export type ReadLine = (view: DataView, start: number, end: number) => boolean

export class CutLines {
  /** The beginning of a line whose end has not come. */
  #rest: Uint8Array = NOTHING
  #isUnderstood = false

  /** Reads the lines of a segment; the last one also when its end is missing. */
  read(view: DataView, start: number, end: number, readLine: ReadLine): void {
    if (this.#rest.length === 0) this.#readAll(view, start, end, readLine)
    else {
      const joined = new Uint8Array(this.#rest.length + end - start)
      joined.set(this.#rest)
      joined.set(new Uint8Array(view.buffer, view.byteOffset + start, end - start), this.#rest.length)
      this.#readAll(new DataView(joined.buffer), 0, joined.length, readLine)
    }
  }

  #readAll(view: DataView, start: number, end: number, readLine: ReadLine): void {
    let at = start
    for (let n = 0; at < end && n < MOST_LINES; n++) {
      const next = lineEnd(view, at, end)
      if (!this.#isUnderstood && readLine(view, at, next)) this.#isUnderstood = true
      if (view.getUint8(next - 1) !== LF) break
      this.#isUnderstood = false
      at = next
    }
    const isCut = at < end && view.getUint8(end - 1) !== LF && end - at <= LONGEST_LINE
    this.#rest = isCut ? new Uint8Array(view.buffer, view.byteOffset + at, end - at).slice() : NOTHING
    if (!isCut) this.#isUnderstood = false
  }
}

/** Behind the line feed, or where the bytes end. */
function lineEnd(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at++) if (view.getUint8(at) === LF) return at + 1
  return end
}
