/** Errors as `application/problem+json` (RFC 9457), in the reader's language. */
import { VedetteError } from '../errors.ts'
import type { Language, Params, Problem } from '../schema.ts'
import type { Renderer } from '../texts/render.ts'
import { httpErrors } from './errors.ts'
import { toProblemsOf } from './validation.ts'

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Fastify's own error codes that mean something to the one who asked. */
const FASTIFY_CODES: Readonly<Record<string, keyof typeof httpErrors.rows>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'core.body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'core.media-type-unsupported',
  FST_ERR_CTP_INVALID_JSON_BODY: 'core.body-unreadable',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'core.body-unreadable',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'core.body-unreadable',
  FST_ERR_BAD_URL: 'core.not-found',
  FST_ERR_HANDLER_TIMEOUT: 'core.request-timeout',
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined
  return typeof status === 'number' ? status : 500
}

/** What an unknown error means to the one who asked; the error itself is the `cause`. */
export function toVedetteError(error: unknown): VedetteError {
  if (error instanceof VedetteError) return error
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const known = FASTIFY_CODES[code]
  if (known) return httpErrors[known]({}, error)
  // `JSON.parse` and the parsers of plugins say 400 by the status alone.
  if (error instanceof SyntaxError && statusOf(error) === 400) return httpErrors['core.body-unreadable']({}, error)
  const status = statusOf(error)
  if (status >= 400 && status < 500) return new VedetteError('core.request-refused', { status }, {}, { cause: error })
  return httpErrors['core.internal']({}, error)
}

export interface Reader {
  readonly language: Language
  readonly zone?: string
}

export function toProblem(
  error: VedetteError,
  options: { readonly reader: Reader; readonly renderer: Renderer; readonly instance: string },
): Problem {
  const { reader, renderer, instance } = options
  const say = (key: string, params: Params) => renderer.render({ key, params }, reader)
  const [area = '', ...what] = error.code.split('.')
  // An address that is no URL is refused before anybody has looked at it: its error does not name it.
  const title = say(`${area}.error.${what.join('.')}`, { path: instance.slice(0, 200), ...error.params })
  const fields = [
    ...toProblemsOf(error).map(({ field, text }) => ({ field, message: renderer.render(text, reader) })),
    ...error.fields.map(({ field, message }) => ({ field, message: message || title })),
  ]
  return {
    type: `urn:vedette:${error.code}`,
    title,
    status: error.status,
    code: error.code,
    ...(fields.length > 0 ? { detail: fields.map(({ field, message }) => `${field}: ${message}`).join(' ') } : {}),
    instance,
    ...(Object.keys(error.params).length > 0 ? { params: error.params } : {}),
    ...(fields.length > 0 ? { errors: fields } : {}),
  }
}
