/** Fields with their label, what is expected, and what is wrong with them. */
import { type ReactNode, useId } from 'react'

interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly problem?: string | undefined
}

function Framed(props: FieldProps & { children: (ids: Record<string, string | undefined>) => ReactNode }) {
  const id = useId()
  const described = [props.problem ? `${id}-problem` : '', props.hint ? `${id}-hint` : ''].filter(Boolean).join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {props.children({
        id,
        'aria-describedby': described || undefined,
        'aria-invalid': props.problem ? 'true' : undefined,
      })}
      {props.hint ? (
        <p className="muted" id={`${id}-hint`}>
          {props.hint}
        </p>
      ) : null}
      {props.problem ? (
        <p className="danger" id={`${id}-problem`}>
          {props.problem}
        </p>
      ) : null}
    </div>
  )
}

export function TextField(
  props: FieldProps & {
    value: string
    onChange: (value: string) => void
    type?: 'text' | 'password' | 'search' | 'number' | 'datetime-local'
    autoComplete?: string
    autoFocus?: boolean
    required?: boolean
    minLength?: number
    maxLength?: number
    rows?: number
    list?: readonly string[]
  },
) {
  const options = useId()
  const given = {
    value: props.value,
    required: props.required,
    minLength: props.minLength,
    maxLength: props.maxLength,
  }
  return (
    <Framed label={props.label} hint={props.hint} problem={props.problem}>
      {(ids) =>
        props.rows ? (
          <textarea {...ids} {...given} rows={props.rows} onChange={(event) => props.onChange(event.target.value)} />
        ) : (
          <>
            <input
              {...ids}
              {...given}
              type={props.type ?? 'text'}
              autoComplete={props.autoComplete ?? 'off'}
              spellCheck={false}
              ref={props.autoFocus ? focusOnce : null}
              list={props.list ? options : undefined}
              onChange={(event) => props.onChange(event.target.value)}
            />
            {props.list ? (
              <datalist id={options}>
                {props.list.map((value) => (
                  <option key={value} value={value} />
                ))}
              </datalist>
            ) : null}
          </>
        )
      }
    </Framed>
  )
}
const focusOnce = (element: HTMLInputElement | null) => element?.focus()

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
}
export function SelectField<Value extends string>(
  props: FieldProps & { value: Value; choices: readonly Choice<Value>[]; onChange: (value: Value) => void },
) {
  return (
    <Framed label={props.label} hint={props.hint} problem={props.problem}>
      {(ids) => (
        <select
          {...ids}
          value={props.value}
          onChange={(event) => {
            const chosen = props.choices.find(({ value }) => value === event.target.value)
            if (chosen) props.onChange(chosen.value)
          }}
        >
          {props.choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Framed>
  )
}

export function CheckField(props: { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="check">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onChange(event.target.checked)} />
      <span>{props.label}</span>
    </label>
  )
}

/** One of a few, all seen at once. */
export function Segmented<Value extends string>(props: {
  label: string
  value: Value
  choices: readonly (Choice<Value> & { count?: number | undefined })[]
  onChange: (value: Value) => void
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a line in every browser
    <div className="segmented" role="group" aria-label={props.label}>
      {props.choices.map(({ value, label, count }) => (
        <button key={value} type="button" aria-pressed={value === props.value} onClick={() => props.onChange(value)}>
          {label}
          {count === undefined ? null : <span className="segmented-count">{count}</span>}
        </button>
      ))}
    </div>
  )
}
