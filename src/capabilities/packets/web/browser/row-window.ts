/**
 * Which rows are in sight, of up to ten million. A browser draws nothing higher than some 30 million pixels, so the middle of a
 * long list is scrolled in scale, while its beginning and its end are scrolled pixel by pixel. Pure.
 */
export interface Geometry {
  readonly rows: number
  readonly rowPx: number
  readonly viewPx: number
}

/** Well below what every browser draws. */
const TALLEST_PX = 6_000_000
/** Beginning and end that are exact. */
const EXACT_PX = 1_000_000

export const contentPx = ({ rows, rowPx }: Geometry) => Math.min(rows * rowPx, TALLEST_PX)
const isScaled = ({ rows, rowPx }: Geometry) => rows * rowPx > TALLEST_PX
const rangePx = (geometry: Geometry) => Math.max(0, contentPx(geometry) - geometry.viewPx)
/** The last row that may stand at the top. */
export const lastTop = ({ rows, rowPx, viewPx }: Geometry) => Math.max(0, rows - viewPx / rowPx)

/** The row, with its fraction, that stands at the top when the scroller is at `px`. */
export function topAt(px: number, geometry: Geometry): number {
  const end = lastTop(geometry)
  const { rowPx } = geometry
  if (!isScaled(geometry)) return clamp(px / rowPx, end)
  const range = rangePx(geometry)
  if (px <= EXACT_PX) return clamp(px / rowPx, end)
  if (px >= range - EXACT_PX) return clamp(end - (range - px) / rowPx, end)
  const share = (px - EXACT_PX) / (range - 2 * EXACT_PX)
  const [from, to] = [EXACT_PX / rowPx, end - EXACT_PX / rowPx]
  return from + share * (to - from)
}
const clamp = (top: number, end: number) => Math.max(0, Math.min(end, top))

/** Where the scroller stands when row `top` is at the top. */
export function pxOf(top: number, geometry: Geometry): number {
  const { rowPx } = geometry
  if (!isScaled(geometry)) return top * rowPx
  const end = lastTop(geometry)
  const range = rangePx(geometry)
  const [from, to] = [EXACT_PX / rowPx, end - EXACT_PX / rowPx]
  if (top <= from) return top * rowPx
  if (top >= to) return range - (end - top) * rowPx
  return EXACT_PX + ((top - from) / (to - from)) * (range - 2 * EXACT_PX)
}

/** In the scaled middle a turn of the wheel moves by rows as anywhere else; only a pull at the bar jumps. */
export function follow(now: { readonly top: number; readonly px: number }, px: number, geometry: Geometry): number {
  const delta = px - now.px
  const range = rangePx(geometry)
  const inScale = isScaled(geometry) && px > EXACT_PX && px < range - EXACT_PX
  if (inScale && Math.abs(delta) <= geometry.viewPx) return clamp(now.top + delta / geometry.rowPx, lastTop(geometry))
  return topAt(px, geometry)
}

/** Rows to draw: those in sight and a few around. */
export function rowsInSight(top: number, { rows, rowPx, viewPx }: Geometry): { first: number; last: number } {
  const first = Math.max(0, Math.floor(top) - 2)
  return { first, last: Math.min(rows - 1, Math.ceil(top + viewPx / rowPx) + 2) }
}

/** The top with which row `index` is in sight, moved no more than needed. */
export function reveal(index: number, top: number, geometry: Geometry): number {
  const seen = geometry.viewPx / geometry.rowPx
  if (index < top) return clamp(index, lastTop(geometry))
  return index + 1 > top + seen ? clamp(index + 1 - seen, lastTop(geometry)) : top
}
