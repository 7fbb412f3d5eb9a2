/** A deed that takes two presses: the second says what it does. */
import { useState } from 'react'

export function SureButton(props: {
  label: string
  sure: string
  disabled?: boolean
  small?: boolean
  onSure: () => void
}) {
  const [asked, setAsked] = useState(false)
  return (
    <button
      type="button"
      className={`button-danger ${props.small ? 'button-small' : ''}`}
      disabled={props.disabled}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? props.onSure() : setAsked(true))}
    >
      <span aria-live="polite">{asked ? props.sure : props.label}</span>
    </button>
  )
}
