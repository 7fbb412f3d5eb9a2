import { memo, type ReactNode } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { StatusDot } from '../../../../../web/ui/state.tsx'
import { isTime } from '../../../../core/texts/render.ts'
import { nsToMs } from '../page-report.ts'
import { toBand } from '../report/bands.ts'
import type { PacketRow } from './browse-api.ts'

const SECONDS_DIGITS = 6
/** Over a day of seconds leaves no room for more. */
const MANY_SECONDS = 100_000
const FEWER_DIGITS = 3

interface RowProps {
  id: string
  index: number
  /** Not fetched yet when absent. */
  row: PacketRow | undefined
  y: number
  clock: 'relative' | 'clock'
  state: 'open' | 'active' | 'still'
  onOpen: (number: number) => void
}

export function PacketRowLine({ id, index, row, y, clock, state, onOpen }: RowProps) {
  return (
    // biome-ignore lint/a11y: a row of a grid; keys are heard by the grid
    <div
      id={id}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={state === 'open'}
      className={`packet-row packet-${state} ${row ? '' : 'packet-waiting'}`}
      style={{ translate: `0 ${y}px` }}
      onClick={() => row && onOpen(row.number)}
    >
      {row ? <RowCells row={row} clock={clock} /> : <Cell className="packet-blank" />}
    </div>
  )
}

const RowCells = memo(function RowCells({ row, clock }: { row: PacketRow; clock: 'relative' | 'clock' }) {
  const { t, value } = useWords()
  const { number, source, destination, protocol, length, info, problem } = row
  return (
    <>
      <Cell className="packet-end packet-number">
        {problem ? <StatusDot state="caution" label={t(`packets.page.packet-problem.${problem}`)} /> : null}
        {value(number, 'count')}
      </Cell>
      <Cell className="packet-time mono">
        <Time row={row} clock={clock} />
      </Cell>
      <Cell className="packet-address" title={source}>
        {source}
      </Cell>
      <Cell className="packet-address packet-to" title={destination}>
        {destination}
      </Cell>
      <Cell className={`packet-protocol packet-${toBand(protocol)}`}>{protocol}</Cell>
      <Cell className="packet-end packet-length">{length}</Cell>
      <Cell className="packet-info" title={info}>
        {info}
      </Cell>
    </>
  )
})

function Cell({ className, title, children }: { className: string; title?: string; children?: ReactNode }) {
  return (
    // biome-ignore lint/a11y: a cell of a grid
    <span role="gridcell" className={className} title={title}>
      {children}
    </span>
  )
}

function Time({ row, clock }: { row: PacketRow; clock: 'relative' | 'clock' }) {
  const { at } = useWords()
  const ms = nsToMs(row.timeNs)
  if (clock === 'clock' && ms !== undefined) {
    if (!isTime(ms)) return at(ms, 'clock')
    const fraction = row.timeNs?.slice(-9, -3) ?? ''
    return `${at(ms, 'clock')}.${fraction}`
  }
  const { relativeSeconds } = row
  return relativeSeconds.toFixed(relativeSeconds < MANY_SECONDS ? SECONDS_DIGITS : FEWER_DIGITS)
}
