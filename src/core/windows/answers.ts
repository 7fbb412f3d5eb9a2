/**
 * What Windows' own tools answer, as values. PowerShell writes JSON; wmic writes `Name=value` blocks (`/format:list`) whose
 * lines end in `\r\r\n`, or, where it knows no formats (wine), a table of columns. Text that is none of it is no rows.
 */

export type WindowsRow = Readonly<Record<string, unknown>>

/** wmic writes UTF-16 when it is not on a console; everything else is asked for UTF-8. */
export function decodeAnswer(bytes: Buffer): string {
  const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes.length > 3 && bytes[1] === 0 && bytes[3] === 0)
  return bytes.toString(wide ? 'utf16le' : 'utf8').replace(/^\ufeff/, '')
}

/** `undefined`: nothing was said, or what was said is no JSON. */
export function parseJsonAnswer(text: string): unknown {
  try {
    return JSON.parse(text.trim()) as unknown
  } catch {
    return undefined
  }
}

const isRow = (value: unknown): value is WindowsRow =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** PowerShell 5.1 writes a list of one as the one itself. */
export const toRows = (value: unknown): readonly WindowsRow[] =>
  Array.isArray(value) ? value.filter(isRow) : isRow(value) ? [value] : []

/** Rows by the names that were asked for: wmic answers in letters and an order of its own. */
export function parseWmic(text: string, properties: readonly string[]): readonly WindowsRow[] {
  const lines = text.split(/[\r\n]+/)
  const first = lines.findIndex((line) => line.trim() !== '')
  if (first === -1) return []
  const wanted = new Map(properties.map((name) => [name.toLowerCase(), name]))
  const equals = lines[first]?.indexOf('=') ?? -1
  const isList = equals > 0 && wanted.has((lines[first] ?? '').slice(0, equals).trim().toLowerCase())
  return isList ? parseBlocks(text, wanted) : parseTable(lines.slice(first), properties)
}

/** A name that comes again begins the next row: empty lines are no sign, wmic writes them everywhere. */
function parseBlocks(text: string, wanted: ReadonlyMap<string, string>): readonly WindowsRow[] {
  const rows: Record<string, string>[] = []
  let row: Record<string, string> | undefined
  for (const line of text.split(/[\r\n]+/)) {
    const equals = line.indexOf('=')
    const name = equals > 0 ? wanted.get(line.slice(0, equals).trim().toLowerCase()) : undefined
    if (name === undefined) continue
    if (!row || Object.hasOwn(row, name)) {
      row = {}
      rows.push(row)
    }
    row[name] = line.slice(equals + 1).trim()
  }
  return rows
}

function parseTable([head = '', ...body]: readonly string[], properties: readonly string[]): readonly WindowsRow[] {
  const columns = findColumns(head, properties)
  if (columns.length !== properties.length) return []
  return body
    .filter((line) => line.trim() !== '')
    .map((line) =>
      Object.fromEntries(
        columns.map(({ name, at }, index) => [name, line.slice(at, columns[index + 1]?.at ?? line.length).trim()]),
      ),
    )
}

/** A long name may touch the next one, so the known names are looked for, the longest first. */
function findColumns(head: string, properties: readonly string[]): readonly { name: string; at: number }[] {
  const names = [...properties].sort((a, b) => b.length - a.length)
  const columns: { name: string; at: number }[] = []
  for (let at = 0; at < head.length; ) {
    const rest = head.slice(at).toLowerCase()
    const name = names.find((each) => rest.startsWith(each.toLowerCase()))
    if (name !== undefined) columns.push({ name, at })
    else if (head[at] !== ' ') return []
    at += name?.length ?? 1
  }
  return columns
}

/** DMTF's `20261121083515.361000+060` (the offset is minutes) as microseconds UTC; DSP0004, "datetime". */
export function parseCimTime(text: unknown): number | undefined {
  const found =
    typeof text === 'string'
      ? /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.(\d{6})([+-]\d{1,3})$/.exec(text.trim())
      : undefined
  if (!found) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0, offset = 0] = found
    .slice(1)
    .map(Number)
  const valid = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 61
  return valid && year >= 1601
    ? (Date.UTC(year, month - 1, day, hour, minute, second) - offset * 60_000) * 1000 + micros
    : undefined
}

/** A count in either tool's writing; `undefined` when it is none. */
export function toCount(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined
}

/** Text that says something. */
export const toWords = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
