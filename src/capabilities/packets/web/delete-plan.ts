/** What deleting a capture would do, said before it is done. Pure. */
import type { Plan, Text } from '../../../core/schema.ts'
import type { Capture } from '../schema.ts'

const HERE = 'local'
const text = (key: string, params?: Text['params']): Text => ({
  key: `packets.page.plan.${key}`,
  ...(params ? { params } : {}),
})

export function planDelete(capture: Capture): Plan {
  const { name, origin, noteCount, sizeBytes = 0 } = capture
  const isOurs = origin !== 'folder'
  const isMoving = capture.state === 'arriving' || capture.state === 'waiting' || capture.state === 'analysing'
  return {
    action: 'packets.delete',
    host: HERE,
    target: name,
    role: 'operator',
    digest: '',
    summary: text('delete', { name }),
    steps: [
      isOurs ? text('delete-file', { bytes: sizeBytes }) : text('delete-entry', { place: capture.place ?? name }),
      text('delete-report'),
    ],
    consequences: [
      ...(isOurs ? [text('delete-gone')] : []),
      ...(noteCount > 0 ? [text('delete-notes', { count: noteCount })] : []),
    ],
    refusals: isMoving ? [{ key: 'packets.error.not-settled' }] : [],
  }
}
