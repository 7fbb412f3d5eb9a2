/** What the commands of `accounts` share: their words, the open core, and who is on record for them. */
import { userInfo } from 'node:os'
import type { CommandCore, CommandIo, Principal } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import { LOCAL_HOST, type Params, ROLES, type Role } from '../../core/schema.ts'
import { accountsErrors } from './errors.ts'

export function parseRole(text: string): Role {
  const role = ROLES.find((known) => known === text)
  if (!role) throw accountsErrors['accounts.role-unknown']({ role: text, roles: ROLES.join(', ') })
  return role
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
/** `90d`, `24h`, `30m`, `2w` → milliseconds. */
export function parseSpan(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const ms = Number(count) * (UNIT_MS[unit] ?? Number.NaN)
  if (!(ms > 0)) throw accountsErrors['accounts.expiry-invalid']({ text })
  return ms
}

/** Whoever may write the data folder may do everything: the record says which user of the machine it was. */
function toActor(): Principal {
  return { kind: 'system', id: 'cli', name: userInfo().username, role: 'admin' }
}

export async function withCore<Result>(io: CommandIo, work: (core: CommandCore) => Promise<Result>): Promise<Result> {
  const core = await io.open()
  try {
    return await work(core)
  } finally {
    await core.close()
  }
}

/** Does it, and puts it on record: what was refused too. */
export async function recorded<Result>(
  core: CommandCore,
  act: { readonly action: string; readonly target: string; readonly details?: Params },
  work: () => Promise<Result>,
): Promise<Result> {
  const append = (outcome: 'done' | 'refused' | 'failed', details: Params = {}) =>
    core.audit.append({
      who: toActor(),
      from: 'cli',
      host: LOCAL_HOST,
      outcome,
      ...act,
      details: { ...act.details, ...details },
    })
  try {
    const result = await work()
    await append('done')
    return result
  } catch (error) {
    if (!(error instanceof VedetteError)) throw error
    if (error.status === 403 || error.status === 409) await append('refused', { code: error.code })
    // The fields of a form mean nothing on a command line; the sentence says it all.
    throw new VedetteError(error.code, { status: error.status, exit: error.exit }, error.params, { cause: error })
  }
}

/** East Asian wide characters take two columns of a terminal (UAX #11, the ranges that names and words use). */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g
const widthOf = (text: string) => text.length + (text.match(WIDE)?.length ?? 0)

/** Columns as wide as their widest cell. */
export function toTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? '')))) ?? []
  const pad = (cell: string, column: number) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)))
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}
