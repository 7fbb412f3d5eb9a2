/** Sentences, numbers and times as one reader has them: in their language and their zone. */
import type { Language, Params, Text } from '../../src/core/schema.ts'
import { formatDuration, formatValue, type Renderer } from '../../src/core/texts/render.ts'
import { explainProblem } from '../api/words.ts'

export interface Words {
  readonly language: Language
  readonly zone: string
  t(key: string, params?: Params): string
  say(text: Text): string
  has(key: string): boolean
  /** A number in its unit; a missing one is a dash. */
  value(value: number | undefined | null, unit: string): string
  /** `time`, `clock`, `date` or `datetime` of a moment, in the reader's zone. */
  at(ms: number | undefined | null, form?: 'time' | 'clock' | 'date' | 'datetime'): string
  /** `3 h 20 min`. */
  lasting(ms: number): string
  /** `3 min ago`; under two seconds it is `now`. */
  ago(ms: number, nowMs: number): string
  problem(error: unknown): string
}

/** Seconds of what has lasted for minutes only make it flicker, and so do minutes of days. */
export function coarse(ms: number): number {
  const grainMs = ms < 60_000 ? 1000 : ms < 86_400_000 ? 60_000 : 3_600_000
  return Math.floor(ms / grainMs) * grainMs
}

/** A number and its unit stay on one line. */
const unbroken = (text: string) => text.replaceAll(' ', '\u00a0')

export function createWords(renderer: Renderer, language: Language, zone: string): Words {
  const options = { language, zone }
  const say = (text: Text) => renderer.render(text, options)
  const has = (key: string) => renderer.has(language, key) || renderer.has(language, `${key}_other`)
  return {
    language,
    zone,
    say,
    has,
    t: (key, params) => say({ key, ...(params ? { params } : {}) }),
    value: (value, unit) => (typeof value === 'number' ? unbroken(formatValue(value, unit, options)) : '–'),
    at: (ms, form = 'datetime') => (typeof ms === 'number' ? unbroken(formatValue(ms, form, options)) : '–'),
    lasting: (ms) => unbroken(formatDuration(coarse(ms), language)),
    ago: (ms, nowMs) =>
      nowMs - ms < 2000
        ? say({ key: 'shell.time.now' })
        : say({ key: 'shell.time.ago', params: { age: coarse(nowMs - ms) } }),
    problem: (error) => explainProblem(error, has, say),
  }
}
