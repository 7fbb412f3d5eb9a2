/** `j` and `k` walk rows that are not a table, Enter opens; gives the row they stand on. */
import { useState } from 'react'
import { useKeys } from '../keys/use-keys.ts'

export function useRowKeys(ids: readonly string[], open: (id: string) => void): string | undefined {
  const [active, setActive] = useState<string>()
  const step = (by: 1 | -1) => {
    const at = active === undefined ? -1 : ids.indexOf(active)
    const next = ids[Math.max(0, Math.min(ids.length - 1, at + by))]
    setActive(next)
    if (next === undefined) return
    const row = document.querySelector(`[data-row="${CSS.escape(next)}"]`)
    row?.scrollIntoView({ block: 'nearest' })
    // Enter then opens the row, and not the button that was pressed before.
    row?.querySelector('a')?.focus({ preventScroll: true })
  }
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    Enter: () => {
      if (active !== undefined && ids.includes(active)) open(active)
    },
  })
  return active
}
