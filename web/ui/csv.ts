/** Rows as text for other programs: CSV (RFC 4180), and tab-separated for the clipboard. */
export type Cell = string | number | boolean | null | undefined

/** A cell a spreadsheet would run as a formula is led by an apostrophe (OWASP, CSV injection). */
function toCell(cell: Cell): string {
  const text = cell === null || cell === undefined ? '' : String(cell)
  return typeof cell !== 'number' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
}
const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** With a byte order mark, so that spreadsheets read Hangul and Cyrillic. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [header, ...rows].map((cells) => cells.map((cell) => quote(toCell(cell))).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}
export function toTabbed(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows]
    .map((cells) => cells.map((cell) => toCell(cell).replace(/[\t\r\n]+/g, ' ')).join('\t'))
    .join('\n')
}
