/** `vedette findings show ID|KEY`: one finding with its evidence and history. */
import type { CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import { toEvidenceLines, toHistoryLine, toLines } from './plain.ts'

export async function main(io: CommandIo): Promise<number> {
  const { values, words } = parseWords(io.args, 'findings show', {
    options: { json: { type: 'boolean', default: false } },
    words: ['ID|KEY'],
  })
  const { json } = values
  const [ref = ''] = words
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
