/** `vedette findings`: what is open, worst first, in plain words. */
import type { CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import type { Finding } from '../../core/findings/schema.ts'
import type { FindingsCounts } from '../../core/findings.ts'
import { toLines } from './plain.ts'

const MAX_ALL = 500

const OPTIONS = { all: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const

export async function main(io: CommandIo): Promise<number> {
  const { all, json } = parseWords(io.args, 'findings', { options: OPTIONS }).values
  const core = await io.open()
  try {
    const nowMs = core.clock.now()
    const filter = all ? ({ state: 'all', limit: MAX_ALL } as const) : ({ state: 'needed', limit: MAX_ALL } as const)
    const { findings, counts } = await core.desk.findings.list(filter)
    if (json) io.out(JSON.stringify({ findings, counts }, null, 2))
    else io.out(writeList(io, findings, counts, nowMs))
    return 0
  } finally {
    await core.close()
  }
}

function writeList(io: CommandIo, findings: readonly Finding[], counts: FindingsCounts, nowMs: number): string {
  const needed = counts.danger + counts.caution + counts.info
  const { muted, expected, maintenance, acknowledged, folded } = counts
  const quiet = muted + expected + maintenance + acknowledged + folded
  const head = io.say({ key: needed ? 'findings.ui.needed' : 'findings.ui.none', params: { count: needed } })
  const tail = {
    key: 'findings.ui.quiet',
    params: { count: quiet, muted, expected, maintenance, acknowledged, folded },
  }
  return [
    head,
    ...findings.map((finding) => `\n${toLines(finding, findings, io.say, nowMs).join('\n')}`),
    ...(quiet ? [`\n${io.say(tail)}`] : []),
  ].join('\n')
}
