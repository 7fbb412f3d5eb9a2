/**
 * Fixed-size records in pages of plain memory: millions of them cost no object each, and growing copies nothing.
 * A record never crosses a page; `at(index)` is its byte offset in the view `of(index)`.
 */
const PAGE_RECORDS_SHIFT = 14
const PAGE_RECORDS = 1 << PAGE_RECORDS_SHIFT
const MASK = PAGE_RECORDS - 1
/** The first page begins small and doubles: most captures hold few of anything. */
const FIRST_RECORDS = 64

export class Pages {
  readonly views: DataView[] = []
  readonly recordBytes: number
  count = 0

  constructor(recordBytes: number) {
    this.recordBytes = recordBytes
  }

  /** Number of a new record, all zero. */
  add(): number {
    const index = this.count++
    if (index === this.#room) this.#makeRoom()
    return index
  }

  #room = 0
  #makeRoom(): void {
    const { recordBytes, views } = this
    if (this.#room >= PAGE_RECORDS) {
      views.push(new DataView(new ArrayBuffer(PAGE_RECORDS * recordBytes)))
      this.#room += PAGE_RECORDS
      return
    }
    this.#room = Math.max(FIRST_RECORDS, this.#room * 2)
    const larger = new Uint8Array(this.#room * recordBytes)
    if (views[0]) larger.set(new Uint8Array(views[0].buffer))
    views[0] = new DataView(larger.buffer)
  }

  of(index: number): DataView {
    return this.views[index >> PAGE_RECORDS_SHIFT] as DataView
  }

  at(index: number): number {
    return (index & MASK) * this.recordBytes
  }
}
