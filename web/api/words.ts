/** A failure as a sentence: the console's own words where it sent some, else ours for its code. */
import type { Problem, Text } from '../../src/core/schema.ts'
import { ApiProblem } from './client.ts'

/** `host.log-unreadable` → `host.error.log-unreadable`. */
export const problemKey = (code: string) => code.replace('.', '.error.')

export function explainProblem(error: unknown, has: (key: string) => boolean, say: (text: Text) => string): string {
  if (!(error instanceof ApiProblem)) return say({ key: 'shell.error.unexpected', params: { detail: String(error) } })
  const { problem } = error
  const key = problemKey(problem.code)
  const sentence = has(key)
    ? say({ key, ...(problem.params ? { params: problem.params } : {}) })
    : (problem.detail ?? problem.title)
  return [sentence, ...fieldSentences(problem, sentence)].join(' ')
}

/** What the sentence says already is not said again. */
const fieldSentences = (problem: Problem, said: string) =>
  (problem.errors ?? []).filter(({ message }) => message !== said).map(({ field, message }) => `${field}: ${message}`)

/** What is wrong with one field of a form. */
export function fieldProblem(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined
  return error.problem.errors?.find((row) => row.field.replace(/^\/|^body\//, '') === field)?.message
}
