/** `vedette findings show ID|KEY`: one finding with its evidence and history. */
import { parseArgs } from 'node:util'
import type { CommandIo } from '../../core/capability.ts'
import { coreErrors } from '../../core/core-errors.ts'
import { toEvidenceLines, toHistoryLine, toLines } from './plain.ts'

export async function main(io: CommandIo): Promise<number> {
  const { json, ref } = parseWords(io.args)
  const core = await io.open()
  try {
    const { finding, history, truncated } = await core.desk.findings.get(ref)
    if (json) {
      io.out(JSON.stringify({ finding, history, truncated }, null, 2))
      return 0
    }
    const evidence = [...finding.evidence, ...(finding.cleared?.evidence ?? [])]
    io.out(
      [
        ...toLines(finding, core.desk.findings.open(), io.say, core.clock.now()),
        '',
        ...evidence.flatMap((one) => toEvidenceLines(one, io.say, io.language)),
        ...(evidence.length ? [''] : []),
        ...history.map((event) => toHistoryLine(event, io.say)),
      ].join('\n'),
    )
    return 0
  } finally {
    await core.close()
  }
}

function parseWords(args: readonly string[]): { json: boolean; ref: string } {
  const usage = (reason: string, cause?: unknown) =>
    coreErrors['core.command-usage']({ reason, command: 'findings show' }, cause)
  try {
    const options = { json: { type: 'boolean', default: false } } as const
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [ref, ...more] = positionals
    if (ref === undefined || more.length > 0) throw usage('ID|KEY.')
    return { json: values.json, ref }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw usage(`${error.message.split('. ')[0]}.`, error)
  }
}
