/** The packets a filter keeps, as rows of any number; only those in sight exist. */
import { type RefObject, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import { useKeys } from '../../../../../web/keys/use-keys.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { useNarrow } from '../../../../../web/ui/use-narrow.ts'
import { PacketRowLine } from './packet-row.tsx'
import { contentPx, follow, type Geometry, pxOf, reveal, rowsInSight } from './row-window.ts'
import type { Rows } from './use-rows.ts'

const ROW_PX = 24
const PHONE_ROW_PX = 58
const SETTLED_MS = 150

export function PacketList(props: {
  rows: Rows
  /** Number of the packet that is open. */
  open: number | undefined
  /** Where it stands in the list, as far as known. */
  openIndex: number | undefined
  clock: 'relative' | 'clock'
  onClock: () => void
  onOpen: (number: number, index: number) => void
}) {
  const { t } = useWords()
  const id = useId()
  const { rows } = props
  const rowPx = useNarrow() ? PHONE_ROW_PX : ROW_PX
  const scroller = useRef<HTMLDivElement>(null)
  const viewPx = useHeight(scroller)
  const geometry: Geometry = { rows: rows.total, rowPx, viewPx }
  const [top, setTop] = useState(0)
  const now = useRef({ top: 0, px: 0 })
  const [active, setActive] = useState(-1)
  const { first, last } = rowsInSight(top, geometry)
  const { want } = rows
  useEffect(() => want(first, Math.max(first, last)), [want, first, last])
  const settle = useSettled(() => {
    const px = pxOf(now.current.top, geometry)
    now.current.px = px
    if (scroller.current && Math.abs(scroller.current.scrollTop - px) > 1) scroller.current.scrollTop = px
  })
  const scroll = () => {
    const px = scroller.current?.scrollTop ?? 0
    now.current = { top: follow(now.current, px, geometry), px }
    setTop(now.current.top)
    settle()
  }
  const show = (index: number) => {
    const next = reveal(index, now.current.top, geometry)
    if (next === now.current.top) return
    now.current = { top: next, px: pxOf(next, geometry) }
    setTop(next)
    if (scroller.current) scroller.current.scrollTop = now.current.px
  }
  const step = (by: number) => {
    if (rows.total === 0) return
    const from = props.openIndex ?? (active === -1 ? Math.ceil(top) - by : active)
    const next = Math.max(0, Math.min(rows.total - 1, from + by))
    setActive(next)
    show(next)
    scroller.current?.focus({ preventScroll: true })
    const row = rows.rowAt(next)
    if (props.open !== undefined && row) props.onOpen(row.number, next)
  }
  const openActive = () => {
    const row = rows.rowAt(active)
    if (row) props.onOpen(row.number, active)
  }
  useKeys({ j: () => step(1), k: () => step(-1), Enter: openActive })
  const { openIndex } = props
  // A list that becomes lower when a packet opens beside it keeps that packet in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is open and how much is seen move the list
  useLayoutEffect(() => {
    if (openIndex !== undefined && viewPx > 0) show(openIndex)
  }, [openIndex, viewPx])
  const indexes = rows.total === 0 ? [] : Array.from({ length: last - first + 1 }, (_, place) => first + place)
  return (
    <div className="packet-list dense">
      <ListHead clock={props.clock} onClock={props.onClock} />
      {/* biome-ignore lint/a11y/useSemanticElements: a <table> cannot leave out rows that are not in sight */}
      <div
        className="packet-scroller"
        role="grid"
        aria-label={t('packets.page.packets')}
        aria-rowcount={rows.total}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        tabIndex={0}
        ref={scroller}
        onScroll={scroll}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') step(1)
          else if (event.key === 'ArrowUp') step(-1)
          else return
          event.preventDefault()
        }}
      >
        <div role="presentation" style={{ height: contentPx(geometry) }}>
          <div role="presentation" className="packet-window" style={{ height: viewPx }}>
            {indexes.map((index) => (
              <PacketRowLine
                key={index}
                id={`${id}-${index}`}
                index={index}
                row={rows.rowAt(index)}
                y={(index - top) * rowPx}
                clock={props.clock}
                state={stateOf(rows.rowAt(index)?.number, index, props.open, active)}
                onOpen={(number) => {
                  setActive(index)
                  props.onOpen(number, index)
                }}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  )
}

function stateOf(number: number | undefined, index: number, open: number | undefined, active: number) {
  if (number !== undefined && number === open) return 'open'
  return index === active ? 'active' : 'still'
}

function ListHead({ clock, onClock }: { clock: 'relative' | 'clock'; onClock: () => void }) {
  const { t } = useWords()
  return (
    <div className="packet-row packet-head">
      <span className="packet-end">{t('packets.page.number')}</span>
      <button type="button" className="packet-clock" onClick={onClock} title={t('packets.page.time-switch')}>
        {t(`packets.page.time.${clock}`)}
      </button>
      <span>{t('packets.page.source')}</span>
      <span>{t('packets.page.destination')}</span>
      <span>{t('packets.page.protocol')}</span>
      <span className="packet-end">{t('packets.page.length')}</span>
      <span>{t('packets.page.info')}</span>
    </div>
  )
}

function useHeight(element: RefObject<HTMLDivElement | null>): number {
  const [height, setHeight] = useState(0)
  useLayoutEffect(() => {
    const box = element.current
    if (!box) return undefined
    const measure = () => setHeight(box.clientHeight)
    measure()
    const sized = new ResizeObserver(measure)
    sized.observe(box)
    return () => sized.disconnect()
  }, [element])
  return height
}

/** Calls once the scrolling has come to rest. */
function useSettled(task: () => void): () => void {
  const latest = useRef(task)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    latest.current = task
  })
  useEffect(() => () => clearTimeout(timer.current), [])
  return useCallback(() => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => latest.current(), SETTLED_MS)
  }, [])
}
