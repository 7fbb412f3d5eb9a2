/** What the address bar says, typed: a view's filters, range and row as flat words (`?state=open&row=f3a`). */

export interface Field<Value> {
  parse(raw: string | undefined): Value
  /** `undefined` leaves it out: the default is never written. */
  write(value: Value): string | undefined
}
export type AddressSpec = Readonly<Record<string, Field<never> | Field<unknown>>>
export type AddressValues<Spec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends Field<infer Value> ? Value : never
}
export type RawAddress = Readonly<Record<string, string | undefined>>

export const text = (fallback = ''): Field<string> => ({
  parse: (raw) => raw ?? fallback,
  write: (value) => (value === fallback ? undefined : value),
})
export const oneOf = <const Value extends string>(
  values: readonly Value[],
  fallback: NoInfer<Value>,
): Field<Value> => ({
  parse: (raw) => values.find((value) => value === raw) ?? fallback,
  write: (value) => (value === fallback ? undefined : value),
})
export const optionalOneOf = <const Value extends string>(values: readonly Value[]): Field<Value | undefined> => ({
  parse: (raw) => values.find((value) => value === raw),
  write: (value) => value,
})
export const flag = (): Field<boolean> => ({
  parse: (raw) => raw === '1',
  write: (value) => (value ? '1' : undefined),
})
export const integer = (fallback: number, least = 0, most = Number.MAX_SAFE_INTEGER): Field<number> => ({
  parse: (raw) => {
    const value = raw === undefined || raw === '' ? Number.NaN : Number(raw)
    return Number.isInteger(value) && value >= least && value <= most ? value : fallback
  },
  write: (value) => (value === fallback ? undefined : String(value)),
})
/** Words joined by commas; a comma inside a word is escaped. */
export const list = (fallback: readonly string[] = []): Field<readonly string[]> => ({
  parse: (raw) =>
    raw === undefined ? fallback : raw === '' ? [] : raw.split(',').map((word) => decodeURIComponent(word)),
  write: (value) =>
    value.join('\n') === fallback.join('\n')
      ? undefined
      : value.map((word) => word.replace(/[%,]/g, encodeURIComponent)).join(','),
})

export function parseAddress<Spec extends AddressSpec>(spec: Spec, raw: RawAddress): AddressValues<Spec> {
  return Object.fromEntries(
    Object.entries(spec).map(([name, field]) => [name, field.parse(raw[name])]),
  ) as AddressValues<Spec>
}

/** What the address becomes; words that belong to nobody here are kept. */
export function changeAddress<Spec extends AddressSpec>(
  spec: Spec,
  raw: RawAddress,
  change: Partial<AddressValues<Spec>>,
): Record<string, string> {
  const next = new Map(Object.entries(raw))
  for (const [name, value] of Object.entries(change)) {
    const field = spec[name] as Field<unknown> | undefined
    const written = field?.write(value)
    if (written === undefined) next.delete(name)
    else next.set(name, written)
  }
  return Object.fromEntries([...next].flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

export function parseQuery(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query))
}
/** `?a=b`, or nothing. Slashes, colons and commas stay readable. */
export function writeQuery(raw: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(raw).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [`${encodeURIComponent(name)}=${encodeReadably(String(value))}`],
  )
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
const encodeReadably = (value: string) =>
  encodeURIComponent(value).replace(/%(2F|3A|2C|40)/g, (escaped) => decodeURIComponent(escaped))
