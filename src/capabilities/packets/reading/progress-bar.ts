/** One line on the terminal that says how far it is; nothing where standard error is no terminal. */
import type { Text } from '../../../core/schema.ts'
import { toVisible } from '../../../core/texts/visible.ts'

const SHOW_EVERY_MS = 100
/** What is over sooner needs no bar. */
const FIRST_AFTER_MS = 400
const WIDTH = 24
const CLEAR_LINE = '\r\u001b[2K'

export interface Shown {
  readonly doneBytes: number
  readonly packets: number
}

export interface ProgressBar {
  show(step: Shown): void
  close(): void
}

export function createProgressBar(options: {
  readonly name: string
  readonly sizeBytes?: number
  say(text: Text): string
}): ProgressBar {
  if (!process.stderr.isTTY) return { show: () => undefined, close: () => undefined }
  const { sizeBytes, say } = options
  const name = toVisible(options.name)
  const startedMs = performance.now()
  let nextMs = startedMs + FIRST_AFTER_MS
  let shown = false
  return {
    show({ doneBytes, packets }: Shown) {
      const nowMs = performance.now()
      if (nowMs < nextMs) return
      nextMs = nowMs + SHOW_EVERY_MS
      shown = true
      const speed = Math.round(doneBytes / ((nowMs - startedMs) / 1000))
      const words = say({ key: 'packets.plain.progress', params: { doneBytes, count: packets, speed } })
      const share = sizeBytes ? Math.min(1, doneBytes / sizeBytes) : 0
      const bar = sizeBytes ? `${drawBar(share)} ${Math.floor(share * 100)} %  ` : ''
      process.stderr.write(`${CLEAR_LINE}${name}  ${bar}${words}`)
    },
    close() {
      if (shown) process.stderr.write(CLEAR_LINE)
    },
  }
}

export const drawBar = (share: number) => {
  const full = Math.round(share * WIDTH)
  return '█'.repeat(full) + '░'.repeat(WIDTH - full)
}
