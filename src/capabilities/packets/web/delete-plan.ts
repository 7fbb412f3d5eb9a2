/** What deleting a capture would do, said before it is done. Pure. */
import type { Plan, Text } from '../../../core/schema.ts'
import type { Capture } from '../schema.ts'
import { isDeletable } from './api.ts'

const HERE = 'local'
const text = (key: string, params?: Text['params']): Text => ({
  key: `packets.page.plan.${key}`,
  ...(params ? { params } : {}),
})

export function planDelete(capture: Capture): Plan {
  const { name, origin, noteCount } = capture
  const broken = capture.progress?.silent
  const sizeBytes = (broken ? capture.progress?.arrivedBytes : capture.sizeBytes) ?? 0
  const isOurs = origin !== 'folder'
  const isMoving = !isDeletable(capture)
  return {
    action: 'packets.delete',
    host: HERE,
    target: name,
    role: 'operator',
    digest: '',
    summary: text('delete', { name }),
    steps: [
      isOurs ? text('delete-file', { bytes: sizeBytes }) : text('delete-entry', { place: capture.place ?? name }),
      broken ? text('delete-broken') : text('delete-report'),
    ],
    consequences: [
      ...(isOurs ? [text('delete-gone')] : []),
      ...(noteCount > 0 ? [text('delete-notes', { count: noteCount })] : []),
    ],
    refusals: isMoving ? [{ key: 'packets.error.not-settled' }] : [],
  }
}
