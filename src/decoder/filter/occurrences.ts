/** Every occurrence of one field in one frame. Filled anew for each frame; its arrays grow and stay. */
export class Occurrences {
  count = 0
  readonly numbers: number[] = []
  /** Ranges in the frame's memory. */
  readonly starts: number[] = []
  readonly ends: number[] = []
  readonly texts: string[] = []

  addNumber(value: number): void {
    this.numbers[this.count++] = value
  }
  addBytes(start: number, end: number): void {
    const n = this.count++
    this.starts[n] = start
    this.ends[n] = end
  }
  addText(text: string): void {
    this.texts[this.count++] = text
  }
  addFrom(other: Occurrences, n: number): void {
    const into = this.count++
    this.numbers[into] = other.numbers[n] ?? 0
    this.starts[into] = other.starts[n] ?? 0
    this.ends[into] = other.ends[n] ?? 0
    this.texts[into] = other.texts[n] ?? ''
  }
}
