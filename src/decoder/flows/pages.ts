/**
 * Fixed-size records in pages of plain memory: millions of them cost no object each, and growing copies nothing.
 * A record never crosses a page; `at(index)` is its byte offset in the view `of(index)`.
 */
const PAGE_RECORDS_SHIFT = 14
const PAGE_RECORDS = 1 << PAGE_RECORDS_SHIFT
const MASK = PAGE_RECORDS - 1

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
    if (index >> PAGE_RECORDS_SHIFT === this.views.length) {
      this.views.push(new DataView(new ArrayBuffer(PAGE_RECORDS * this.recordBytes)))
    }
    return index
  }

  of(index: number): DataView {
    return this.views[index >> PAGE_RECORDS_SHIFT] as DataView
  }

  at(index: number): number {
    return (index & MASK) * this.recordBytes
  }
}
