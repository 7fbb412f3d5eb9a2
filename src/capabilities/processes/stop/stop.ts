/**
 * Stops a process: guarded anew on the machine itself, softly, then hard. The look at who has the pid and the signal happen
 * in one synchronous turn; what remains is the time between two system calls, in which the kernel would have to end the
 * process and hand its pid to another one (pids go round first: `kernel.pid_max`, 32,768 or more).
 */
import type { Clock } from '../../../core/clock.ts'
import type { Text } from '../../../core/schema.ts'
import type { ProcessSource } from '../collect/source.ts'
import { judge } from '../rules/verdict.ts'
import { type Identity, type KnownProcess, type ProcessFacts, type ProcessPass, toKey } from '../schema.ts'
import { createTree } from '../tree.ts'
import type { EvidenceRoom } from './evidence.ts'
import { type Actor, guard } from './guard.ts'
import { listOwn } from './own.ts'
import type { Outcome, StopPolicy, Stopped } from './schema.ts'
import type { Means } from './windows.ts'

const LOOK_EVERY_MS = 50
/** After SIGKILL only a process that waits for a disk stays. */
const HARD_WAIT_MS = 2000

export interface StopOrder {
  readonly identity: Identity
  /** What `policy` was decided for: one process may turn into another program (execve(2)) and keep its identity. */
  readonly program: Pick<ProcessFacts, 'name' | 'exe' | 'user'>
  readonly actor: Actor
  readonly askedBy: string
  readonly policy: StopPolicy
  readonly known: KnownProcess | undefined
  /** The name was typed, where the guard wants it. */
  readonly typed: string | undefined
  readonly evidence: boolean
  readonly waitMs: number
}
export interface StopperOptions {
  readonly source: ProcessSource
  readonly clock: Clock
  readonly evidence: EvidenceRoom
  readonly kill: Means['kill']
  readonly isAlive?: Means['isAlive']
  readonly ownPid: number
}
export interface Stopper {
  stop(order: StopOrder, signal: AbortSignal): Promise<Stopped>
}

type Ending = Pick<Stopped, 'outcome' | 'how' | 'why'>
const text = (key: string, params?: Text['params']): Text => ({
  key: `processes.stop.${key}`,
  ...(params ? { params } : {}),
})
const end = (outcome: Outcome, key: string, params?: Text['params']): Ending => ({
  outcome,
  why: text(`outcome.${key}`, params),
})

export function createStopper({ source, clock, evidence, kill, isAlive, ownPid }: StopperOptions): Stopper {
  const wait = (delayMs: number) => new Promise<void>((resolve) => clock.after(delayMs, resolve))

  /** Everything that forbids it at this moment; `undefined`: nothing does. No `await` in here, nor between here and the signal. */
  const refuse = (order: StopOrder): Ending | undefined => {
    const { identity, program, known, policy, actor, typed } = order
    const facts = source.readOne(identity.pid)
    if (!facts) return end('not_found', 'not-found', { pid: identity.pid })
    if (facts.startTime !== identity.startTime)
      return end('identity_changed', 'identity-changed', { pid: identity.pid })
    if (facts.name !== program.name || facts.exe !== program.exe || facts.user !== program.user)
      return end('identity_changed', 'program-changed', { pid: identity.pid, name: facts.name })
    const answer = guard({
      facts,
      judged: judge({ facts, known }),
      policy,
      actor,
      own: new Set(listOwn(source, ownPid)),
    })
    const [refusal] = answer.refusals
    if (refusal) return { outcome: 'blocked', why: refusal }
    if (answer.typeToConfirm !== undefined && answer.typeToConfirm !== typed)
      return end('blocked', 'not-typed', { name: answer.typeToConfirm })
    return undefined
  }
  /** Who has the pid, and the signal: one turn. */
  const send = ({ pid, startTime }: Identity, signal: 'SIGTERM' | 'SIGKILL'): Ending | undefined => {
    const now = source.peek(pid)?.startTime
    if (now === undefined) return end('not_found', 'not-found', { pid })
    if (now !== startTime) return end('identity_changed', 'identity-changed', { pid })
    try {
      kill(pid, signal, startTime)
      return undefined
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      return code === 'ESRCH' ? end('not_found', 'not-found', { pid }) : end('failed', 'signal', { pid, code })
    }
  }
  const readSame = ({ pid, startTime }: Identity): ProcessFacts | undefined => {
    const facts = source.readOne(pid)
    return facts?.startTime === startTime ? facts : undefined
  }
  const isThere = ({ pid, startTime }: Identity): boolean => {
    if (isAlive) return isAlive(pid)
    const now = source.peek(pid)
    // A zombie has ended; only its parent has not asked how yet.
    return now?.startTime === startTime && now.state !== 'zombie'
  }
  const waitUntilGone = async (identity: Identity, atMostMs: number): Promise<boolean> => {
    const untilMs = clock.monotonicMs() + atMostMs
    while (isThere(identity)) {
      if (clock.monotonicMs() >= untilMs) return false
      await wait(LOOK_EVERY_MS)
    }
    return true
  }

  const signalBoth = async (order: StopOrder): Promise<Ending> => {
    const { identity, waitMs } = order
    const { pid } = identity
    // From here to the signal nothing else runs.
    const refused = refuse(order) ?? send(identity, 'SIGTERM')
    if (refused) return refused
    if (await waitUntilGone(identity, waitMs)) return { ...end('terminated', 'soft', { pid }), how: 'soft' }
    const gone = send(identity, 'SIGKILL')
    // It went between the last look and now: softly, all the same.
    if (gone?.outcome === 'not_found' || gone?.outcome === 'identity_changed')
      return { ...end('terminated', 'soft', { pid }), how: 'soft' }
    if (gone) return gone
    if (await waitUntilGone(identity, HARD_WAIT_MS))
      return { ...end('terminated', 'hard', { pid, waitMs }), how: 'hard' }
    return end('failed', 'stays', { pid })
  }

  return {
    async stop(order, signal) {
      const beganMs = clock.monotonicMs()
      const tookMs = () => Math.round(clock.monotonicMs() - beganMs)
      const early = refuse(order)
      if (early) return { ...early, tookMs: tookMs() }
      const before = await source.pass()
      // A look is shared by all who ask meanwhile: it may have begun before this process did.
      const target =
        before.processes.find((facts) => toKey(facts) === toKey(order.identity)) ?? readSame(order.identity)
      const kept = order.evidence && target ? await keepEvidence(order, before, target, signal) : undefined
      const ending = await signalBoth(order)
      const after = ending.outcome === 'terminated' && target ? await findSuccessor(target, before) : undefined
      return {
        ...(after ?? ending),
        ...(ending.how ? { how: ending.how } : {}),
        tookMs: tookMs(),
        ...(kept === undefined ? {} : { evidence: kept }),
      }
    },
  }

  async function keepEvidence(
    order: StopOrder,
    { processes }: ProcessPass,
    facts: ProcessFacts,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const tree = createTree(processes)
    const row = await evidence.keep({
      facts,
      hits: judge({ facts, known: order.known }).hits,
      ancestors: tree.ancestorsOf(facts),
      descendants: tree.descendantsOf(facts).map(({ process }) => process),
      askedBy: order.askedBy,
      isStill: () => source.peek(facts.pid)?.startTime === facts.startTime,
      signal,
    })
    return row?.id
  }

  /** Some fork as they die, some are started again by whoever watches over them: the person is told. */
  async function findSuccessor(target: ProcessFacts, before: ProcessPass): Promise<Ending | undefined> {
    const known = new Set(before.processes.map(toKey))
    // It has ended, whatever becomes of this look.
    const after = await source.passAnew().catch(() => undefined)
    const successor = after?.processes.find(
      (facts) =>
        !known.has(toKey(facts)) &&
        facts.state !== 'zombie' &&
        facts.name === target.name &&
        facts.exe === target.exe &&
        facts.uid === target.uid,
    )
    return successor && end('terminated', 'came-back', { pid: target.pid, name: target.name, newPid: successor.pid })
  }
}
