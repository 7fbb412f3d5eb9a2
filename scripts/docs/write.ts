/** The generated documents, as text: `docs/<name>` → content. */
import { listCommands } from '../../src/command-line.ts'
import { listMetrics, listSettings, readErrors, readSentences, toErrorKey } from './source.ts'

const GENERATED = '<!-- Written by `npm run docs` from the manifests. Edits are lost. -->'
const escapeCell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text: string) => `\`${text.replaceAll('`', '')}\``

export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
const page = (title: string, intro: string, ...parts: readonly string[]) =>
  `${[`# ${title}`, GENERATED, intro, ...parts].join('\n\n')}\n`

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row])
  return groups
}

async function writeErrors(): Promise<string> {
  const errors = await readErrors()
  const sentences = await readSentences(errors.map((row) => toErrorKey(row.code)))
  const parts = [...groupBy(errors, (row) => row.code.split('.')[0] ?? '')].map(([prefix, rows]) => {
    const cells = rows.map((row) => [
      code(row.code),
      String(row.status),
      String(row.exit ?? 1),
      sentences.get(toErrorKey(row.code)) ?? '',
    ])
    return `## ${prefix}\n\n${toTable(['code', 'HTTP', 'exit', 'says'], cells)}`
  })
  return page(
    'Errors',
    'Codes are API and stay from version 1.0 on; sentences are written in the reader’s language and may change. Over HTTP an error is `application/problem+json` (RFC 9457) with its code in `code`; a command ends with the exit code.',
    ...parts,
  )
}

function writeMetrics(): string {
  const parts = [...groupBy(listMetrics(), (row) => row.capability)].map(([id, rows]) => {
    const cells = rows.map((row) => [
      code(row.prometheusName),
      row.kind,
      row.unit,
      [...(row.labels ?? []), ...(row.history ? ['host'] : [])].join(', '),
      row.history ? 'yes' : '',
      row.help,
    ])
    return `## ${id}\n\n${toTable(['name', 'kind', 'unit', 'labels', 'history', 'what'], cells)}`
  })
  return page(
    'Metrics',
    'Served on `/metrics` for Prometheus. Those with history are also kept as time series: raw 7 days, a minute 30 days, ten minutes 180 days, an hour 2 years, unless settings say otherwise.',
    ...parts,
  )
}

function writeSettings(): string {
  const show = (value: unknown) => (value === '' ? '(empty)' : code(JSON.stringify(value)))
  const parts = [...groupBy(listSettings(), (row) => row.section)].map(([section, rows]) => {
    const cells = rows.map((row) => [
      code(row.name),
      row.variables.map(code).join(', '),
      code(row.takes),
      show(row.preset),
      `${row.description}${row.secret ? ' (secret: masked wherever settings are shown)' : ''}`,
    ])
    return `## ${section}\n\n${toTable(['setting', 'environment', 'takes', 'default', 'what'], cells)}`
  })
  return page(
    'Settings',
    'Defaults, then `vedette.yaml`, then `.env` in the working directory, then the environment, then flags: the later one wins. `vedette config` prints what is in force and where each value comes from. The data folder is `--data DIR` or `VEDETTE_DATA` (default `./data`). In the environment a list is written with commas (`/a,/b`) or as in YAML (`["/a", "/b"]`).',
    ...parts,
  )
}

function writeCommands(): string {
  const rows = listCommands().map(({ usage, summary }) => [code(`vedette ${usage}`), summary])
  return page(
    'Commands',
    'In a clone: `npm run -s vedette -- <command>`, or on a Node 24 of your own `bin/vedette.js <command>`, which begins sooner. Every command takes `--data DIR` (default `./data`) and `--help`. Exit codes: 0 done, 1 failed, 2 wrong use, 3 refused, 4 not found.',
    toTable(['command', 'what'], rows),
  )
}

interface OpenApi {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, OpenApiRoute>>>>
}
interface OpenApiRoute {
  readonly summary?: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: { properties?: object } }>> }
  readonly description?: string
}

/** How the server says in the document who may call a route. */
const ROLE = /Role: (\w+)\./

/** From the document the real server gives. */
export function writeApi(document: OpenApi): string {
  const routes = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({ path, method: method.toUpperCase(), route })),
  )
  const groupOf = (path: string) => /^\/api\/([^/]+)/.exec(path)?.[1] ?? 'console'
  const takes = (route: OpenApiRoute) => {
    const named = (route.parameters ?? [])
      .filter((one) => one.in === 'query')
      .map((one) => `${one.name}${one.required ? '' : '?'}`)
    const body = Object.values(route.requestBody?.content ?? {}).flatMap(({ schema }) =>
      Object.keys(schema?.properties ?? {}),
    )
    return [named.length > 0 ? `query: ${named.join(', ')}` : '', body.length > 0 ? `body: ${body.join(', ')}` : '']
      .filter(Boolean)
      .join('; ')
  }
  const parts = [...groupBy(routes, ({ path }) => groupOf(path))].map(([group, rows]) => {
    const cells = rows.map(({ path, method, route }) => [
      code(`${method} ${path}`),
      ROLE.exec(route.description ?? '')?.[1] ?? '',
      takes(route),
      route.summary ?? route.description?.replace(ROLE, '').trim() ?? '',
    ])
    return `## ${group}\n\n${toTable(['route', 'role', 'takes', 'what'], cells)}`
  })
  return page(
    'API',
    'The whole of it, with every field, is at `/docs` and `/openapi.json` of a running console. Send a token as `Authorization: Bearer …` (`vedette token add`).',
    ...parts,
  )
}

/** Everything but `api.md`, which needs a running console. */
export async function writeDocuments(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['errors.md', await writeErrors()],
    ['metrics.md', writeMetrics()],
    ['settings.md', writeSettings()],
    ['cli.md', writeCommands()],
  ])
}
