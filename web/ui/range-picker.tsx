/** Chooses the stretch of time a page shows: live, back from now, or between two moments. */
import { useState } from 'react'
import { useNow } from '../live/live.tsx'
import { useWords } from '../locales/words.tsx'
import { TextField } from './form.tsx'
import { Icon } from './icon.tsx'
import { Modal } from './modal.tsx'
import { moveRange, PRESETS, type Range, resolveRange } from './range.ts'
import { parseLocalTime, writeLocalTime } from './zoned-time.ts'

export function RangePicker(props: {
  range: Range
  onRange: (range: Range) => void
  compare: boolean
  onCompare: (compare: boolean) => void
}) {
  const { t, at } = useWords()
  const nowMs = useNow(10_000)
  const [asking, setAsking] = useState(false)
  const preset = 'preset' in props.range ? props.range.preset : undefined
  const fixed = 'preset' in props.range ? undefined : props.range
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a line in every browser
    <div className="range" role="group" aria-label={t('shell.range.title')}>
      <button
        type="button"
        onClick={() => props.onRange(moveRange(props.range, nowMs, -1))}
        aria-label={t('shell.range.earlier')}
      >
        <Icon name="back" />
      </button>
      <label className="range-select">
        <span className="unseen">{t('shell.range.title')}</span>
        <select
          value={preset ?? 'fixed'}
          onChange={(event) => {
            const chosen = PRESETS.find((name) => name === event.target.value)
            if (chosen) props.onRange({ preset: chosen })
            else setAsking(true)
          }}
        >
          {PRESETS.map((name) => (
            <option key={name} value={name}>
              {t(`shell.range.${name}`)}
            </option>
          ))}
          <option value="fixed">{fixed ? `${at(fixed.fromMs)} – ${at(fixed.toMs)}` : t('shell.range.fixed')}</option>
        </select>
      </label>
      <button
        type="button"
        onClick={() => props.onRange(moveRange(props.range, nowMs, 1))}
        disabled={preset !== undefined}
        aria-label={t('shell.range.later')}
      >
        <Icon name="next" />
      </button>
      {fixed ? (
        <button type="button" onClick={() => setAsking(true)}>
          {t('shell.range.change')}
        </button>
      ) : null}
      <button type="button" aria-pressed={props.compare} onClick={() => props.onCompare(!props.compare)}>
        {t('shell.range.compare')}
      </button>
      {asking ? (
        <RangeDialog
          start={resolveRange(props.range, nowMs)}
          onClose={() => setAsking(false)}
          onRange={(range) => {
            setAsking(false)
            props.onRange(range)
          }}
        />
      ) : null}
    </div>
  )
}

function RangeDialog(props: {
  start: { fromMs: number; toMs: number }
  onClose: () => void
  onRange: (range: Range) => void
}) {
  const { t, zone } = useWords()
  const [from, setFrom] = useState(writeLocalTime(props.start.fromMs, zone))
  const [to, setTo] = useState(writeLocalTime(props.start.toMs, zone))
  const fromMs = parseLocalTime(from, zone)
  const toMs = parseLocalTime(to, zone)
  const good = fromMs !== undefined && toMs !== undefined && toMs > fromMs
  return (
    <Modal title={t('shell.range.fixed')} onClose={props.onClose}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (good) props.onRange({ fromMs, toMs })
        }}
      >
        <TextField label={t('shell.range.from')} hint={zone} type="datetime-local" value={from} onChange={setFrom} />
        <TextField
          label={t('shell.range.to')}
          type="datetime-local"
          value={to}
          onChange={setTo}
          problem={good ? undefined : t('shell.range.wrong')}
        />
        <div className="actions">
          <button type="submit" className="button-go" disabled={!good}>
            {t('shell.range.show')}
          </button>
        </div>
      </form>
    </Modal>
  )
}
