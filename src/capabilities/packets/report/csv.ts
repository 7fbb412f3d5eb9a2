/** Tables of a report as CSV (RFC 4180). Pure, and of any report: what it lacks has no rows. */
import type { ReportTable } from '../schema.ts'

type Cell = string | number | boolean | null | undefined
type Row = readonly Cell[]

/** A spreadsheet must not take a name that begins like a formula for one: it is led by an apostrophe. */
function toCell(value: Cell): string {
  const text = String(value ?? '')
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
const toLines = (rows: readonly Row[]) => rows.map((row) => `${row.map(toCell).join(',')}\r\n`).join('')

type Json = Readonly<Record<string, unknown>>
const asObject = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isScalar = (value: unknown): value is Exclude<Cell, undefined> =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

/** `dns.rcodes.0` → 12: every number and word that is no list. */
function flatten(value: unknown, path = ''): readonly Row[] {
  if (isScalar(value)) return [[path, value]]
  if (Array.isArray(value)) return value.every(isScalar) ? [[path, value.join(' ')]] : []
  return Object.entries(asObject(value)).flatMap(([name, inner]) => flatten(inner, path ? `${path}.${name}` : name))
}
/** Objects of a list as rows under the names of their fields. */
function tabulate(list: readonly unknown[], lead: readonly string[] = []): readonly Row[] {
  const rows = list.map(asObject)
  const known = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => isScalar(row[name]))))
  const names = [...lead, ...[...known].filter((name) => !lead.includes(name))]
  return [names, ...rows.map((row) => names.map((name) => row[name] as Cell))]
}

const SUMMARY = [
  'file',
  'packets',
  'bytes',
  'capturedBytes',
  'firstNs',
  'lastNs',
  'addresses',
  'conversations',
  'flows',
  'malformed',
  'truncated',
  'tcp',
]

const TABLES: Readonly<Record<ReportTable, (report: Json) => readonly Row[]>> = {
  summary: (report) => [
    ['name', 'value'],
    ...SUMMARY.flatMap((name) => (name in report ? flatten(report[name], name) : [])),
  ],
  protocols: (report) => [
    ['protocol', 'frames'],
    ...Object.entries(asObject(report['protocols'])).map(([name, frames]): Row => [name, Number(frames)]),
  ],
  conversations: (report) => {
    const top = asObject(report['topConversations'])
    const rows = Object.entries(top).flatMap(([protocol, list]) =>
      asList(list).map((one) => ({ protocol, ...asObject(one) })),
    )
    return tabulate(rows, ['protocol', 'a', 'b', 'packets', 'bytes'])
  },
  endpoints: (report) => tabulate(asList(report['topAddresses']), ['address', 'packets', 'bytes']),
  dns: (report) => [['name'], ...asList(asObject(report['dns'])['names']).map((name): Row => [String(name)])],
  tls: (report) => {
    const { sni, ja4 } = asObject(report['tls'])
    return [
      ['kind', 'value'],
      ...asList(sni).map((name): Row => ['sni', String(name)]),
      ...asList(ja4).map((print): Row => ['ja4', String(print)]),
    ]
  },
  http: (report) => [['name', 'value'], ...flatten({ ...asObject(report['http']) })],
  findings: (report) =>
    tabulate(
      asList(report['findings']).map((one) => {
        const finding = asObject(one)
        return { ...finding, packets: asList(finding['packets']).join(' ') }
      }),
      ['severity', 'code', 'packets'],
    ),
}

export const toCsv = (report: unknown, table: ReportTable): string => toLines(TABLES[table](asObject(report)))
