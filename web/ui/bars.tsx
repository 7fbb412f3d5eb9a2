/** Numbers as stepped bars. */
import { useMemo } from 'react'
import type { State } from './state.tsx'

/** A share, 0–100. */
export function Bar({ percent, state, label }: { percent: number | undefined; state: State; label: string }) {
  const shown = Math.max(0, Math.min(100, percent ?? 0))
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw a <meter> their own way
    <div
      className={`bar ${state}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(shown)}
    >
      <i style={{ width: `${shown}%` }} />
    </div>
  )
}

const WIDTH = 2
const HEIGHT = 24

/** The last values, newest at the right; `null` is a gap and stays empty. */
export function SparkBars(props: {
  values: readonly (number | null)[]
  /** How many bars there is room for. */
  slots?: number
  /** Top of the scale; the largest value when not said. */
  max?: number
  state: State
  label: string
}) {
  const { values, slots = 60 } = props
  const path = useMemo(() => toBars(values.slice(-slots), slots, props.max), [values, slots, props.max])
  return (
    <svg
      className={`spark ${props.state}`}
      viewBox={`0 0 ${slots * WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={props.label}
    >
      <path className="spark-floor" d={`M0 ${HEIGHT - 0.5}H${slots * WIDTH}V${HEIGHT}H0z`} />
      <path d={path} fill="currentColor" />
    </svg>
  )
}

function toBars(values: readonly (number | null)[], slots: number, max?: number): string {
  const top = max ?? Math.max(1e-9, ...values.map((value) => value ?? 0))
  const first = slots - values.length
  return values
    .map((value, index) => {
      if (value === null) return ''
      const height = Math.max(1, Math.round((Math.min(value, top) / top) * HEIGHT))
      return `M${(first + index) * WIDTH} ${HEIGHT - height}h1.5v${height}h-1.5z`
    })
    .join('')
}

/** For anything over a second. Without `percent` it only says that work goes on. */
export function ProgressBar({ label, percent }: { label: string; percent?: number }) {
  return (
    <div
      className={`progress ${percent === undefined ? 'progress-unknown' : ''}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === undefined ? {} : { 'aria-valuenow': Math.round(percent) })}
    >
      <i style={percent === undefined ? {} : { width: `${percent}%` }} />
    </div>
  )
}
