/** Why a process is here, what it can do and what would break without it: one tree, the same for API, command line and page. Pure. */
import type { Text } from '../../../core/schema.ts'
import { findPort } from '../rules/ports.ts'
import { isRoot } from '../rules/rule.ts'
import type { Judged } from '../rules/verdict.ts'
import type { Explanation, ExplanationLine, ExplanationPart, KnownProcess, ProcessFacts, UnitFacts } from '../schema.ts'

export interface ExplainInput {
  readonly process: ProcessFacts
  readonly judged: Judged
  readonly known: KnownProcess | undefined
  /** From its parent up to the first process. */
  readonly ancestors: readonly ProcessFacts[]
  readonly children: readonly ProcessFacts[]
  /** Processes of this machine that are connected to it. */
  readonly clients: readonly ProcessFacts[]
  readonly unit: UnitFacts | undefined
  /** Units that have processes now. */
  readonly runningUnits: ReadonlySet<string>
}

const MOST_NAMED = 5
const text = (key: string, params?: Text['params']): Text => ({
  key: `processes.explain.${key}`,
  ...(params ? { params } : {}),
})
const line = (key: string, params?: Text['params'], more: Omit<ExplanationLine, 'text'> = {}): ExplanationLine => ({
  text: text(key, params),
  ...more,
})
const named = ({ name, pid }: ProcessFacts) => `${name} (${pid})`
const join = (items: readonly string[]) =>
  items.slice(0, MOST_NAMED).join(', ') + (items.length > MOST_NAMED ? ` … +${items.length - MOST_NAMED}` : '')
const toAddress = (address: string, port: number) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

function explainRole({ process, known }: ExplainInput): ExplanationLine[] {
  if (process.kernel) return [line('role.kernel')]
  const lines = process.own ? [line('role.own')] : []
  lines.push(known ? line('role.known', { name: known.name }) : line('role.unknown', { name: process.name }))
  if (process.exe !== undefined) lines.push(line('role.file', { path: process.exe }))
  if (typeof process.executable?.package === 'string')
    lines.push(line('role.package', { package: process.executable.package }))
  if (process.commandLine !== undefined) lines.push(line('role.command', { command: process.commandLine }))
  return lines
}

function explainUnit({ unit, process }: ExplainInput): ExplanationLine[] {
  if (!unit) return []
  const children: ExplanationLine['children'] = []
  if (unit.file !== undefined) children.push(line('why.unit-file', { file: unit.file }))
  if (unit.enabledBy.length > 0) children.push(line('why.unit-enabled', { units: unit.enabledBy.join(', ') }))
  if (unit.triggers.length > 0) children.push(line('why.unit-triggers', { units: unit.triggers.join(', ') }))
  const params = { unit: unit.name, description: unit.description ?? unit.name }
  return [line(process.userUnit ? 'why.user-unit' : 'why.unit', params, { children })]
}

function explainWhy(input: ExplainInput): ExplanationLine[] {
  const { process, ancestors } = input
  if (process.kernel) return [line('why.kernel')]
  const lines: ExplanationLine[] = []
  const { container, tty } = process
  if (container) lines.push(line('why.container', { engine: container.engine, id: container.id.slice(0, 12) }))
  lines.push(...explainUnit(input))
  if (tty !== undefined) lines.push(line('why.terminal', { tty, user: process.loginUser ?? process.user ?? '?' }))
  else if (process.graphical) lines.push(line('why.graphical', { user: process.loginUser ?? process.user ?? '?' }))
  const [parent] = ancestors
  if (parent) {
    const params = ({ name, pid, user, uid }: ProcessFacts) => ({ name, pid, user: user ?? String(uid ?? '?') })
    const chain = ancestors.slice(1).map((ancestor) => line('why.ancestor', params(ancestor)))
    lines.push(line('why.parent', params(parent), { children: chain }))
  } else if (process.pid === 1) lines.push(line('why.first'))
  lines.push(line('why.since', { at: process.startedAtMs }))
  return lines
}

function explainListens({ process }: ExplainInput): ExplanationLine[] {
  return process.listens.slice(0, 20).map(({ protocol, address, port, scope }) => {
    const known = findPort(protocol, port)
    const children = known ? [{ text: { key: `processes.port.${known.id}` } }] : []
    const danger = scope === 'public' && known !== undefined
    return line(
      `exposure.${scope}`,
      { protocol, address: toAddress(address, port), port },
      {
        ...(children.length > 0 ? { children } : {}),
        ...(danger ? { severity: 'caution' as const } : {}),
      },
    )
  })
}

function explainExposure(input: ExplainInput): ExplanationLine[] {
  const { process } = input
  const lines = explainListens(input)
  const out = process.connections.filter(({ direction }) => direction === 'out')
  const into = process.connections.filter(({ direction }) => direction === 'in')
  const far = out.filter(({ scope }) => scope === 'internet')
  const list = (talks: typeof out) =>
    talks
      .slice(0, MOST_NAMED * 2)
      .map((talk) =>
        line('exposure.peer', { address: toAddress(talk.remoteAddress, talk.remotePort), scope: talk.scope }),
      )
  if (into.length > 0) lines.push(line('exposure.in', { count: into.length }, { children: list(into) }))
  if (out.length > 0)
    lines.push(
      line(
        far.length > 0 ? 'exposure.out-far' : 'exposure.out',
        { count: out.length },
        { children: list(far.length > 0 ? far : out) },
      ),
    )
  if (lines.length === 0 && !process.unseen.includes('sockets')) lines.push(line('exposure.none'))
  return lines
}

function explainPrivilege({ process }: ExplainInput): ExplanationLine[] {
  const { user, uid, loginUser, capabilities = [], container } = process
  const lines = [
    isRoot(process)
      ? line(container ? 'privilege.container-root' : 'privilege.root', { user: user ?? 'root' })
      : line('privilege.user', { user: user ?? String(uid ?? '?') }),
  ]
  if (loginUser !== undefined && loginUser !== user) lines.push(line('privilege.login', { user: loginUser }))
  if (capabilities.length > 0) lines.push(line('privilege.capabilities', { names: join(capabilities) }))
  return lines
}

function explainOddities({ judged, process }: ExplainInput): ExplanationLine[] {
  const lines: ExplanationLine[] = judged.hits.map(({ why, severity, evidence }) => ({
    text: why,
    severity,
    // What a port is, and why that matters; everything else stands in the sentence already.
    children: evidence
      .filter(({ label }) => /^processes\.port(?:-why)?\./.test(label.key))
      .map(({ label }) => ({ text: label })),
  }))
  const serious = judged.hits.some(({ severity }) => severity !== 'info')
  if (judged.unknown && !serious && !process.kernel)
    lines.push(line('oddity.unknown', { name: process.name }, { severity: 'caution' }))
  return lines.length > 0 ? lines : [line('oddity.none')]
}

const RESTARTS = new Set(['always', 'on-failure', 'on-abnormal', 'on-abort', 'on-watchdog', 'on-success'])

export function explainBreaks(
  input: Pick<ExplainInput, 'process' | 'children' | 'clients' | 'unit' | 'runningUnits'>,
): ExplanationLine[] {
  const { process, children, clients, unit, runningUnits } = input
  const lines: ExplanationLine[] = []
  if (process.kernel) return [line('breaks.kernel')]
  const into = process.connections.filter(({ direction }) => direction === 'in').length
  if (process.listens.length > 0) {
    const ports = join([...new Set(process.listens.map(({ port }) => String(port)))])
    lines.push(line('breaks.ports', { ports }))
  }
  if (into > 0) lines.push(line('breaks.connections', { count: into }))
  if (clients.length > 0) lines.push(line('breaks.clients', { names: join(clients.map(named)) }))
  if (children.length > 0)
    lines.push(line('breaks.children', { count: children.length, names: join(children.map(named)) }))
  if (unit && RESTARTS.has(unit.restart ?? '')) lines.push(line('breaks.restarts', { unit: unit.name }))
  if (unit && unit.triggers.length > 0)
    lines.push(line('breaks.triggers', { unit: unit.name, units: join(unit.triggers) }))
  const dependents = unit?.dependents.filter((name) => runningUnits.has(name)) ?? []
  if (dependents.length > 0) lines.push(line('breaks.dependents', { units: join(dependents) }))
  return lines.length > 0 ? lines : [line('breaks.nothing')]
}

const explainUnseen = ({ process }: ExplainInput): ExplanationLine[] =>
  process.unseen.map((what) => ({ text: { key: `processes.limit.${what}` } }))

export function explain(input: ExplainInput): Explanation {
  const { process, known, judged } = input
  const parts: readonly (readonly [ExplanationPart, ExplanationLine[]])[] = [
    ['role', explainRole(input)],
    ['why', explainWhy(input)],
    ['exposure', explainExposure(input)],
    ['privilege', explainPrivilege(input)],
    ['oddities', explainOddities(input)],
    ['breaks', explainBreaks(input)],
    ['unseen', explainUnseen(input)],
  ]
  return {
    summary: text(`summary.${process.kernel ? 'kernel' : judged.verdict}`, { name: process.name, pid: process.pid }),
    verdict: judged.verdict,
    ...(known ? { role: known.description } : {}),
    parts: parts
      .filter(([, lines]) => lines.length > 0)
      .map(([part, lines]) => ({ part, title: text(`part.${part}`), lines })),
  }
}
