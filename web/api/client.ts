/** Asks the console over HTTP. Every failure becomes one `ApiProblem`, with a code and words. */
import type { Language, Problem } from '../../src/core/schema.ts'
import { writeQuery } from '../shell/address.ts'

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(`${problem.status} ${problem.code}`)
    this.problem = problem
  }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>
export interface AskOptions {
  readonly query?: Query
  readonly body?: unknown
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

/** No answer at all, an answer that came too late, and one that is not ours (a proxy's page). */
export type LineCode = 'shell.line-cut' | 'shell.line-slow' | 'shell.line-foreign'
const DEFAULT_TIMEOUT_MS = 30_000

const signedOutListeners = new Set<() => void>()
/** Called when the console no longer knows who asks. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

let language: Language | undefined
/** The language of the console's own error sentences. */
export function setAskedLanguage(next: Language): void {
  language = next
}

const lineProblem = (code: LineCode, status: number) =>
  new ApiProblem({ type: 'about:blank', title: code, status, code })

export async function ask<Answer>(method: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const response = await send(method, path, options)
  if (response.status === 204) return undefined as Answer
  if (response.ok) return (await readJson(response)) as Answer
  const problem = toProblem(response.status, await readJson(response))
  if (response.status === 401 && !path.endsWith('/sign-in')) for (const listener of signedOutListeners) listener()
  throw new ApiProblem(problem)
}

export const get = <Answer>(path: string, query?: Query, signal?: AbortSignal) =>
  ask<Answer>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) })
export const post = <Answer>(path: string, body: unknown = {}) => ask<Answer>('POST', path, { body })
export const patch = <Answer>(path: string, body: unknown) => ask<Answer>('PATCH', path, { body })
export const remove = (path: string) => ask<unknown>('DELETE', path)

async function send(method: string, path: string, options: AskOptions): Promise<Response> {
  const late = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS)
  try {
    return await fetch(`${path}${writeQuery(options.query ?? {})}`, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json, application/problem+json',
        ...(language ? { 'accept-language': language } : {}),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      signal: options.signal ? AbortSignal.any([options.signal, late]) : late,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw lineProblem(late.aborted ? 'shell.line-slow' : 'shell.line-cut', 0)
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    throw lineProblem('shell.line-foreign', response.status)
  }
}

/** A gateway in between may answer in JSON that is not a problem document. */
export function toProblem(status: number, body: unknown): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string')
    return body as Problem
  return { type: 'about:blank', title: String(status), status, code: 'shell.line-foreign' satisfies LineCode }
}

export const isSignedOut = (error: unknown) => error instanceof ApiProblem && error.problem.status === 401
/** Worth trying again: the line, or a console that is just starting; never a refusal. */
export const isPassing = (error: unknown) =>
  error instanceof ApiProblem && (error.problem.status === 0 || error.problem.status >= 502)
