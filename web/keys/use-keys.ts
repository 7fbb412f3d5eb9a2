/** One listener for the whole window; the newest layer that knows a key gets it. */
import { useEffect, useEffectEvent } from 'react'
import { isHeard, nameKey } from './keys.ts'

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>

const layers: (() => KeyMap)[] = []

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)
}
/** Enter on a link or a button is theirs. */
const isTheirs = (event: KeyboardEvent) =>
  event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a, button, summary') !== null

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || isTheirs(event)) return
  const key = nameKey(event)
  if (!isHeard(key, isWriting(event.target))) return
  // A modal dialog keeps its keys: what lies below it is inert.
  const dialogOpen = document.querySelector('dialog[open]') !== null
  const known = layers.toReversed().find((layer) => layer()[key])
  if (!known || (dialogOpen && key !== 'Ctrl+k')) return
  event.preventDefault()
  known()[key]?.(event)
}

/** While the component is shown, and `on`. */
export function useKeys(map: KeyMap, on = true): void {
  const current = useEffectEvent(() => map)
  useEffect(() => {
    if (!on) return undefined
    const layer = () => current()
    if (layers.push(layer) === 1) addEventListener('keydown', hear)
    return () => {
      layers.splice(layers.indexOf(layer), 1)
      if (layers.length === 0) removeEventListener('keydown', hear)
    }
  }, [on])
}
