/** One file on its way: what is shown of it, and how fast it goes. Pure. */
import type { Problem } from '../../../../core/schema.ts'
import type { Limits } from '../../schema.ts'

/** `held` was stopped by a person and goes on when they say so; `retrying`: the line is cut. */
export const SENDING_STATES = ['queued', 'sending', 'retrying', 'held', 'done', 'failed'] as const
export type SendingState = (typeof SENDING_STATES)[number]

export interface Sending {
  readonly key: string
  readonly name: string
  readonly sizeBytes: number
  readonly sentBytes: number
  readonly bytesPerSecond: number
  readonly state: SendingState
  /** Where it went on, when some of it had arrived before. */
  readonly resumedAtBytes?: number
  readonly problem?: Problem
  /** The capture it became, or was already. */
  readonly capture?: string
  readonly duplicate?: boolean
  /** Whether it can be held and go on after that. */
  readonly resumable: boolean
}

export const isMoving = ({ state }: Sending) => state === 'sending' || state === 'retrying'

/** What would be refused anyway is refused before a byte is sent, in the console's own words. */
export function refuseFile(
  { name, size }: { readonly name: string; readonly size: number },
  limits: Pick<Limits, 'maxFileBytes' | 'freeBytes'> | undefined,
): Problem | undefined {
  if (size === 0) return problem(400, 'packets.file-empty', { name })
  if (limits === undefined) return undefined
  const { maxFileBytes, freeBytes } = limits
  if (maxFileBytes > 0 && size > maxFileBytes)
    return problem(413, 'packets.file-too-large', { limitBytes: maxFileBytes })
  if (size > freeBytes) return problem(507, 'packets.no-room', { neededBytes: size, freeBytes })
  return undefined
}
const problem = (status: number, code: string, params: Record<string, string | number>): Problem => ({
  type: 'about:blank',
  title: code,
  status,
  code,
  params,
})

const REMEMBERED_MS = 4000

/** How fast bytes went in the last few seconds: steady enough to read. */
export class Speed {
  readonly #marks: { readonly atMs: number; readonly bytes: number }[] = []

  note(bytes: number, atMs: number): number {
    this.#marks.push({ atMs, bytes })
    while (this.#marks.length > 2 && (this.#marks[1]?.atMs ?? atMs) < atMs - REMEMBERED_MS) this.#marks.shift()
    const [first] = this.#marks
    return first && atMs > first.atMs ? ((bytes - first.bytes) * 1000) / (atMs - first.atMs) : 0
  }
}

/** Milliseconds until all of it is there; nothing while that cannot be told. */
export function leftMs({ sizeBytes, sentBytes, bytesPerSecond }: Sending): number | undefined {
  return bytesPerSecond > 0 ? ((sizeBytes - sentBytes) / bytesPerSecond) * 1000 : undefined
}

/** A refusal will be the same the next time; a cut line, a busy or restarting console will not. */
export function isWorthTrying(status: number): boolean {
  return status === 0 || status === 409 || status === 423 || status === 429 || (status >= 500 && status !== 507)
}

/** Over tus a refusal comes as a finished sentence, without the values to write it anew. */
export function readySentence({ code, title, params }: Problem): string | undefined {
  return code.startsWith('packets.') && params === undefined ? title : undefined
}
