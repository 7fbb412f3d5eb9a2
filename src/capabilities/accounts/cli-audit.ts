/** `vedette audit verify | list | export` */
import { AUDIT_OUTCOMES, type AuditFilter, type AuditRow, type AuditVerdict } from '../../core/audit.ts'
import type { CommandCore, CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import { parseSpan, recorded, withCore } from './cli-words.ts'
import { accountsErrors } from './errors.ts'

const filterOptions = {
  who: { type: 'string' },
  action: { type: 'string' },
  host: { type: 'string' },
  outcome: { type: 'string' },
  text: { type: 'string' },
  since: { type: 'string' },
} as const
const MAX_LISTED = 10_000

function toFilter(values: Readonly<Partial<Record<keyof typeof filterOptions, string>>>, nowMs: number): AuditFilter {
  const { outcome: wanted, since, ...rest } = values
  const outcome = AUDIT_OUTCOMES.find((known) => known === wanted)
  if (wanted !== undefined && !outcome)
    throw accountsErrors['accounts.filter-invalid']({ text: wanted, known: AUDIT_OUTCOMES.join(', ') })
  return {
    ...rest,
    ...(outcome ? { outcome } : {}),
    ...(since === undefined ? {} : { fromMs: nowMs - parseSpan(since) }),
  }
}

/** A row of an earlier key was read, but nobody can say that it is as it was written. */
const countChecked = ({ ok, rows, otherKey }: AuditVerdict) =>
  ok && otherKey ? rows - (otherKey.toSeq - otherKey.seq + 1) : rows

function sayVerdict(io: CommandIo, verdict: AuditVerdict): void {
  const { ok, head, problems, problemCount, otherKey, notInHeadFileCount } = verdict
  const count = countChecked(verdict)
  io.out(io.say({ key: ok ? 'accounts.ui.audit-whole' : 'accounts.ui.audit-damaged', params: { count, head } }))
  if (otherKey) io.out(io.say({ key: 'audit.note.other-key', params: otherKey }))
  for (const { kind, seq, toSeq = seq } of problems)
    io.out(`  ${io.say({ key: `audit.problem.${kind}`, params: { seq, toSeq } })}`)
  const more = problemCount - problems.length
  if (more > 0) io.out(`  ${io.say({ key: 'accounts.ui.audit-more', params: { count: more } })}`)
  if (notInHeadFileCount > 0)
    io.out(io.say({ key: 'accounts.ui.audit-not-in-head', params: { count: notInHeadFileCount } }))
}

async function verify(io: CommandIo): Promise<number> {
  const options = { json: { type: 'boolean', default: false } } as const
  const { values } = parseWords(io.args, 'audit verify', { options })
  return withCore(io, async ({ desk }) => {
    const verdict = await desk.audit.verify(io.signal)
    if (values.json) {
      io.out(JSON.stringify(verdict, null, 2))
      return verdict.ok ? 0 : 1
    }
    sayVerdict(io, verdict)
    return verdict.ok ? 0 : 1
  })
}

function toLine(io: CommandIo, row: AuditRow): string {
  const { atMs, seq, who, from, host, action, target, outcome } = row
  const at = io.say({ key: 'accounts.ui.at', params: { atMs } })
  return `${seq}  ${at}  ${who.name} (${from})  ${host}  ${action}  ${target}  ${outcome}`
}

async function list(io: CommandIo): Promise<number> {
  const options = {
    ...filterOptions,
    limit: { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
  } as const
  const { values } = parseWords(io.args, 'audit list', { options })
  const { limit: limitText, json, ...filters } = values
  const limit = Number(limitText)
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LISTED)
    throw accountsErrors['accounts.filter-invalid']({ text: limitText, known: `1 … ${MAX_LISTED}` })
  return withCore(io, async ({ clock, desk }) => {
    const { rows } = await desk.audit.list(toFilter(filters, clock.now()), { limit })
    if (json) io.out(JSON.stringify({ rows }, null, 2))
    else if (rows.length === 0) io.out(io.say({ key: 'accounts.ui.audit-empty' }))
    else
      io.out(
        [...rows]
          .reverse()
          .map((row) => toLine(io, row))
          .join('\n'),
      )
    return 0
  })
}

async function writeExport(io: CommandIo, core: CommandCore, filter: AuditFilter, format: 'jsonl' | 'csv') {
  let text = ''
  for await (const line of core.desk.audit.export(filter, format)) {
    io.signal.throwIfAborted()
    text += line
    if (text.length < 64_000) continue
    io.out(text)
    text = ''
  }
  if (text !== '') io.out(text)
}

async function exportRows(io: CommandIo): Promise<number> {
  const options = { ...filterOptions, format: { type: 'string', default: 'jsonl' } } as const
  const { values } = parseWords(io.args, 'audit export', { options })
  const { format, ...filters } = values
  if (format !== 'jsonl' && format !== 'csv')
    throw accountsErrors['accounts.filter-invalid']({ text: format, known: 'jsonl, csv' })
  return withCore(io, async (core) => {
    const filter = toFilter(filters, core.clock.now())
    await recorded(core, { action: 'accounts.audit-export', target: format }, () =>
      writeExport(io, core, filter, format),
    )
    return 0
  })
}

export const auditCommands = { verify, list, export: exportRows }
