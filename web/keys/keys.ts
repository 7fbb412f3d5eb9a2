/** Which key press means what: `Ctrl+k`, `/`, `j`, `Escape`. */

export interface KeyPress {
  readonly key: string
  readonly code?: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** Letters are named by their place, so that `j` works on a Russian or Korean keyboard too. */
export function nameKey(press: KeyPress): string {
  const letter = /^Key([A-Z])$/.exec(press.code ?? '')?.[1]?.toLowerCase()
  const slash = press.code === 'Slash' && !/^[ -~]$/.test(press.key) ? '/' : undefined
  const latin = /^[a-zA-Z]$/.test(press.key) ? press.key.toLowerCase() : undefined
  const key = latin ?? (isLetterElsewhere(press.key) ? letter : undefined) ?? slash ?? press.key
  return `${press.ctrlKey || press.metaKey ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${key}`
}
const isLetterElsewhere = (key: string) => key === 'Process' || /^\p{L}$/u.test(key)

/** Keys that mean the same while a person writes in a field. */
const EVEN_WHILE_WRITING = new Set(['Escape', 'Ctrl+k'])
export function isHeard(key: string, writing: boolean): boolean {
  return !writing || EVEN_WHILE_WRITING.has(key)
}
