/** Processes as lines for a terminal. */
import type { CommandIo } from '../../core/capability.ts'
import type { Params } from '../../core/schema.ts'
import { type ProcessDetail, type ProcessList, type ProcessRow, toReason, type Verdict } from './schema.ts'

type Say = CommandIo['say']
/** State is never colour alone. */
const MARKS: Readonly<Record<Verdict, string>> = { safe: '●', caution: '▲', danger: '⬣' }
const MOST_PORTS = 5
const SHOWN_PORTS = 1

/** `80,443`; of more than five the first and how many more. */
export function writePorts({ listens }: Pick<ProcessRow, 'listens'>, say: Say): string {
  const ports = [...new Set(listens.map(({ port }) => port))]
  if (ports.length <= MOST_PORTS) return ports.join(',')
  return say({
    key: 'processes.cli.more-ports',
    params: { first: ports.slice(0, SHOWN_PORTS).join(','), count: ports.length - SHOWN_PORTS },
  })
}

function writeRow(row: ProcessRow, say: Say): string {
  const ports = writePorts(row, say)
  const reason = toReason(row)
  return [
    `${MARKS[row.verdict]} ${row.name}`,
    `PID ${row.pid}`,
    ...(row.user === undefined ? [] : [row.user]),
    ...(row.cpuPercentOfCore ? [`CPU ${row.cpuPercentOfCore.toFixed(1)} %`] : []),
    ...(ports === '' ? [] : [`PORT ${ports}`]),
    ...(reason ? [`— ${say(reason)}`] : []),
  ].join('  ')
}

export function writeList(list: ProcessList, say: Say): string {
  const { counts, limits, processes } = list
  const head: Params = {
    total: counts.total - counts.kernel,
    danger: counts.danger,
    caution: counts.caution,
    kernel: counts.kernel,
  }
  return [
    say({ key: 'processes.cli.head', params: head }),
    '',
    ...processes.filter(({ kernel }) => !kernel).map((row) => writeRow(row, say)),
    ...(limits.length > 0 ? ['', say({ key: 'processes.cli.unseen' })] : []),
    ...limits.map(({ grant, count }) => `  ${say(grant)} (${count})`),
  ].join('\n')
}

const indent = (depth: number, text: string) => `${'  '.repeat(depth)}${text}`

export function writeDetail({ explanation, process }: ProcessDetail, say: Say, language: 'en' | 'ko' | 'ru'): string {
  const mark = process.kernel ? '□' : MARKS[explanation.verdict]
  const lines = [`${mark} ${say(explanation.summary)}`]
  for (const { part, title, lines: said } of explanation.parts) {
    lines.push('', say(title))
    if (part === 'role' && explanation.role) lines.push(indent(1, explanation.role[language]))
    for (const line of said) {
      const severity = line.severity === undefined || line.severity === 'info' ? '' : `${MARKS[line.severity]} `
      lines.push(indent(1, severity + say(line.text)))
      for (const child of line.children ?? []) lines.push(indent(2, say(child.text)))
    }
  }
  return lines.join('\n')
}
