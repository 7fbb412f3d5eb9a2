/** `vedette shift`: the shift report on a terminal, without a running console. */
import type { CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import { overviewErrors } from './errors.ts'
import { createOverviewQueries } from './queries.ts'
import { readShift } from './shift.ts'
import { writeShift } from './shift-text.ts'

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** `90m`, `8h`, `2d`, `1w` before now, or a time as ISO 8601 writes it. */
export function parseSince(text: string, nowMs: number): number {
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const atMs = amount && unit ? nowMs - Number(amount) * (UNIT_MS[unit] ?? 0) : toTime(text)
  if (!(atMs >= 0 && atMs <= nowMs)) throw overviewErrors['overview.bad-since']({ since: text })
  return atMs
}
const toTime = (text: string) => (/^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN)

const OPTIONS = { since: { type: 'string', default: '8h' }, json: { type: 'boolean', default: false } } as const

export async function main(io: CommandIo): Promise<number> {
  const { since, json } = parseWords(io.args, 'shift', { options: OPTIONS }).values
  const core = await io.open()
  try {
    const toMs = core.clock.now()
    const fromMs = parseSince(since, toMs)
    const report = await readShift(core.desk, createOverviewQueries(core.db), { role: 'admin', fromMs, toMs })
    io.out(json ? JSON.stringify(report, null, 2) : writeShift(report, io.say))
    return 0
  } finally {
    await core.close()
  }
}
