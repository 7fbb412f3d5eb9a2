/** One error class; every capability's `errors.ts` is a table of codes. Codes are API, sentences are not (`texts/`). */
import type { Params, Text } from './schema.ts'

export interface ErrorRow {
  /** HTTP status (RFC 9110 §15). */
  readonly status: number
  /** Exit code of a command, 1 when not said: 2 wrong use, 3 refused, 4 not found. */
  readonly exit?: number
}

export class VedetteError extends Error {
  override readonly name = 'VedetteError'
  /** `<capability>.<what>`; its sentence is the text `<capability>.error.<what>`. */
  readonly code: string
  readonly status: number
  readonly exit: number
  readonly params: Params
  /** Which fields of the request are wrong, and how. */
  readonly fields: readonly { field: string; message: string }[]

  constructor(
    code: string,
    row: ErrorRow,
    params: Params = {},
    options: { cause?: unknown; fields?: readonly { field: string; message: string }[] } = {},
  ) {
    const said = Object.entries(params).map(([key, value]) => `${key}=${value}`)
    super([code, ...said].join(' '), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = row.status
    this.exit = row.exit ?? 1
    this.params = params
    this.fields = options.fields ?? []
  }
}

/** The sentence of a code: `host.log-unreadable` → `host.error.log-unreadable`. */
export function toErrorText(error: { readonly code: string; readonly params: Params }): Text {
  const dot = error.code.indexOf('.')
  return { key: `${error.code.slice(0, dot)}.error${error.code.slice(dot)}`, params: error.params }
}

export type ErrorTable<Codes extends string> = {
  readonly [Code in Codes]: (params?: Params, cause?: unknown) => VedetteError
} & {
  readonly rows: Readonly<Record<Codes, ErrorRow>>
}

/** Turns a table of rows into one maker a code: `throw hostErrors['host.log-unreadable']({ path }, error)`. */
export function defineErrors<const Codes extends string>(rows: Readonly<Record<Codes, ErrorRow>>): ErrorTable<Codes> {
  const makers = Object.entries<ErrorRow>(rows).map(([code, row]) => [
    code,
    (params?: Params, cause?: unknown) => new VedetteError(code, row, params, { cause }),
  ])
  return { ...Object.fromEntries(makers), rows }
}
