/** `vedette processes stop`: the same plan, guard and audit as in the console, for a process of this machine. */
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { AuditEntry, CommandCore, CommandIo, Principal } from '../../core/capability.ts'
import type { Clock } from '../../core/clock.ts'
import { parseWords } from '../../core/command-words.ts'
import { LOCAL_HOST, type Text } from '../../core/schema.ts'
import { ANY, parsePid, toErrors } from './cli.ts'
import { type LocalProcesses, openLocalProcesses } from './local.ts'
import { writePlan } from './plain-stop.ts'
import { startPolicies } from './policies.ts'
import { openEvidence } from './stop/evidence.ts'
import { listOwn } from './stop/own.ts'
import { type Prepared, prepareStop } from './stop/prepare.ts'
import type { Outcome, StopPlan, Stopped } from './stop/schema.ts'
import { createStopper } from './stop/stop.ts'
import { openMeans } from './stop/windows.ts'

/** Whoever may read the data folder is its admin; the name is the account's of the machine. */
const toPerson = (): Principal => ({ kind: 'system', id: 'cli', name: userInfo().username, role: 'admin' })
const ACTOR = { kind: 'user', role: 'admin' } as const
const EXIT: Readonly<Record<Outcome, number>> = {
  terminated: 0,
  blocked: 3,
  not_found: 4,
  identity_changed: 3,
  failed: 1,
}
const AUDITED: Readonly<Record<Outcome, AuditEntry['outcome']>> = {
  terminated: 'done',
  blocked: 'refused',
  not_found: 'refused',
  identity_changed: 'refused',
  failed: 'failed',
}

export async function main(io: CommandIo): Promise<number> {
  const flags = parseFlags(io.args)
  const processes = openLocalProcesses(io, toErrors(io))
  try {
    const core = await io.open()
    try {
      return await run(io, core, processes, flags)
    } finally {
      await core.close()
    }
  } finally {
    await processes.close()
  }
}

async function run(io: CommandIo, core: CommandCore, processes: LocalProcesses, flags: Flags): Promise<number> {
  const prepared = await prepare(io, core, processes, flags.pid)
  const { plan } = prepared
  const say = (outcome?: Stopped) =>
    io.out(
      flags.json ? JSON.stringify(outcome ?? plan, null, 2) : outcome ? io.say(outcome.why) : writePlan(plan, io.say),
    )
  if (flags.dryRun || plan.refusals.length > 0) {
    say()
    if (!flags.dryRun) await record(core, plan, 'refused')
    else if (plan.refusals.length === 0 && plan.typeToConfirm !== undefined && !flags.json)
      io.out(`\n${io.say(toConfirm(plan.typeToConfirm))}`)
    return plan.refusals.length > 0 ? 3 : 0
  }
  if (plan.typeToConfirm !== undefined && flags.confirm !== plan.typeToConfirm) {
    say()
    io.err(io.say(toConfirm(plan.typeToConfirm)))
    return 2
  }
  const stopped = await apply(io, core, processes, { ...prepared, flags })
  say(stopped)
  if (stopped.evidence !== undefined && !flags.json) {
    const path = join(io.settings.dataDir, 'processes', 'evidence', `${stopped.evidence}.tar.gz`)
    io.out(io.say({ key: 'processes.stop.cli.evidence', params: { path } }))
  }
  return EXIT[stopped.outcome]
}

/** As a shell takes it: names may hold spaces and worse. */
const toConfirm = (name: string): Text => ({
  key: 'processes.stop.cli.confirm',
  params: { name: /^[\w.:/+-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'` },
})

async function prepare(io: CommandIo, core: CommandCore, processes: LocalProcesses, pid: number): Promise<Prepared> {
  const { config, source } = processes
  const policies = await startPolicies({ config, db: core.db, clock: core.clock, log: toErrors(io) })
  try {
    const { processes: all, platform } = await processes.look()
    return prepareStop({
      ...processes.read(pid),
      host: LOCAL_HOST,
      platform,
      all,
      own: listOwn(source, process.pid),
      policies,
      actor: ACTOR,
      waitMs: config.stopWaitMs,
    })
  } finally {
    await policies.stop()
  }
}

async function apply(
  io: CommandIo,
  core: CommandCore,
  { source, config }: LocalProcesses,
  { plan, policy, known, flags }: Prepared & { readonly flags: Flags },
): Promise<Stopped> {
  const stopper = createStopper({
    source,
    clock: toPatientClock(core.clock),
    evidence: openEvidence(config, io.settings.dataDir, core.clock),
    ...openMeans(),
    ownPid: process.pid,
  })
  const { pid, startTime, ...program } = plan.process
  const order = {
    identity: { pid, startTime },
    program,
    actor: ACTOR,
    askedBy: toPerson().name,
    policy,
    known,
    typed: flags.confirm,
    evidence: plan.evidence && flags.evidence,
    waitMs: config.stopWaitMs,
  }
  await record(core, plan, 'planned')
  try {
    const stopped = await stopper.stop(order, io.signal)
    await record(core, plan, AUDITED[stopped.outcome], stopped)
    return stopped
  } catch (error) {
    await record(core, plan, 'failed')
    throw error
  }
}

/** The console's timers keep nothing alive; a command lives by them. */
const toPatientClock = (clock: Clock): Clock => ({
  ...clock,
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    return () => clearTimeout(timer)
  },
})

async function record(
  core: CommandCore,
  plan: StopPlan,
  outcome: AuditEntry['outcome'],
  stopped?: Stopped,
): Promise<void> {
  await core.audit.append({
    who: toPerson(),
    from: 'cli',
    host: LOCAL_HOST,
    action: plan.action,
    target: plan.target,
    plan,
    outcome,
    ...(stopped ? { details: { outcome: stopped.outcome, tookMs: stopped.tookMs, how: stopped.how ?? null } } : {}),
  })
}

interface Flags {
  readonly pid: number
  readonly dryRun: boolean
  readonly confirm: string | undefined
  readonly evidence: boolean
  readonly json: boolean
}
function parseFlags(args: readonly string[]): Flags {
  const command = 'processes stop'
  const options = {
    'dry-run': { type: 'boolean', default: false },
    confirm: { type: 'string' },
    'no-evidence': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  } as const
  const { values, words } = parseWords(args, command, { options, words: ANY })
  return {
    pid: parsePid(words, command),
    dryRun: values['dry-run'],
    confirm: values.confirm,
    evidence: !values['no-evidence'],
    json: values.json,
  }
}
