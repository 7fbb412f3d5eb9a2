/** Log lines as a terminal shows them: newest at the bottom, levels marked by a letter and a colour. */
import { memo, useEffect, useRef } from 'react'
import type { LogLine } from '../../src/capabilities/host/schema.ts'
import { useWords } from '../locales/words.tsx'

const NEAR_PX = 24
const MARKS = { error: 'E', warn: 'W', info: '·', debug: '·' } as const

export interface ConsoleLine extends LogLine {
  readonly id: number
}

export function LogConsole(props: {
  label: string
  lines: readonly ConsoleLine[]
  height?: number
  /** Stays at the end as lines come. */
  follow: boolean
  onFollow?: (follow: boolean) => void
  /** Shown in another colour where it occurs. */
  mark?: string
  wrap?: boolean
}) {
  const box = useRef<HTMLDivElement>(null)
  const { follow, lines } = props
  const last = lines.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes to the end whenever a line has come
  useEffect(() => {
    const element = box.current
    if (follow && element) element.scrollTop = element.scrollHeight
  }, [follow, last])
  return (
    <div
      className={`log mono ${props.wrap === false ? 'log-still' : ''}`}
      role="log"
      aria-label={props.label}
      aria-live="off"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
      tabIndex={0}
      ref={box}
      style={{ height: props.height ?? 190 }}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
        const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_PX
        if (atEnd !== follow) props.onFollow?.(atEnd)
      }}
    >
      {lines.map((line) => (
        <Line key={line.id} line={line} mark={props.mark} />
      ))}
    </div>
  )
}

/** A line never changes: what came before is not drawn again when one more comes. */
const Line = memo(function Line({ line, mark }: { line: ConsoleLine; mark: string | undefined }) {
  const { t } = useWords()
  return (
    <div className={`log-line ${line.level ? `log-${line.level}` : ''}`}>
      <span className="log-mark" aria-hidden="true">
        {line.level ? MARKS[line.level] : ' '}
      </span>
      {line.level === 'error' || line.level === 'warn' ? (
        <span className="unseen">{t(`shell.log.${line.level}`)} </span>
      ) : null}
      {mark ? <Marked text={line.text} mark={mark} /> : line.text}
      {line.cutBytes ? <i> {t('shell.log.cut', { bytes: line.cutBytes })}</i> : null}
    </div>
  )
})

function Marked({ text, mark }: { text: string; mark: string }) {
  const at = text.toLowerCase().indexOf(mark.toLowerCase())
  if (at === -1) return text
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + mark.length)}</mark>
      {text.slice(at + mark.length)}
    </>
  )
}
