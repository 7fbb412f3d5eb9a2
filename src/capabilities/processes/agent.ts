/** On the watched machine: looks at its processes, tells what is new, and answers about one. */
import { Check } from 'typebox/value'
import type { AgentContext, AgentParts } from '../../core/capability.ts'
import { createChangeTracker } from './collect/changes.ts'
import {
  type AgentDetail,
  type ProcessesMethod,
  type ProcessesRequest,
  processesRequestSchemas,
} from './collect/schema.ts'
import { openThisMachine } from './collect/this-machine.ts'
import { createUnits } from './collect/units.ts'
import { type ProcessesConfig, toRoots } from './config.ts'
import { processesErrors } from './errors.ts'
import { createPace } from './pace.ts'
import { createPackageOwners } from './packages/owners.ts'
import type { ProcessPass } from './schema.ts'
import { openEvidence } from './stop/evidence.ts'
import { listOwn } from './stop/own.ts'
import type { Stopped } from './stop/schema.ts'
import { createStopper } from './stop/stop.ts'
import { openMeans } from './stop/windows.ts'
import { createTopGatherer } from './top/gather.ts'

/** A look younger than this answers a request: it is not done again for each of many who ask. */
const FRESH_MS = 1900

type Answers = {
  readonly [Method in ProcessesMethod]: (request: ProcessesRequest<Method>, signal: AbortSignal) => Promise<unknown>
}

export function setup(context: AgentContext<ProcessesConfig>): AgentParts {
  const { config, clock, log, threads } = context
  const packages = createPackageOwners({ root: config.filesRoot, threads, clock, log })
  const source = openThisMachine({ roots: toRoots(config), clock, packageOf: packages.packageOf })
  const evidence = openEvidence(config, context.dataDir, clock)
  const stopper = createStopper({
    source,
    clock,
    evidence,
    ...openMeans(),
    ownPid: process.pid,
  })
  const readUnit = createUnits({ root: config.filesRoot, clock })
  const tracker = createChangeTracker()
  const top = createTopGatherer()
  let newest: ProcessPass | undefined
  let looking: Promise<ProcessPass> | undefined

  const lookOnce = async () => {
    const pass = await source.pass()
    newest = pass
    context.push('processes.look', tracker.next(pass))
    const minute = top.add(pass)
    if (minute) context.push('processes.top', minute)
    void packages.lookUp()
    return pass
  }
  const look = () => {
    looking ??= lookOnce().finally(() => {
      looking = undefined
    })
    return looking
  }
  const failed = (error: unknown) => log.error({ err: error }, 'the processes could not be looked at')
  const pace = createPace(clock, config.everyMs, () => look().then(() => undefined, failed))
  /** A look on its way may have passed by where something has just ended. */
  const lookAnew = async () => {
    await looking?.catch(() => undefined)
    await look()
  }

  const answers: Answers = {
    async 'processes.watch'({ everyMs, forMs }) {
      pace.lease(everyMs, forMs)
      return {}
    },
    async 'processes.list'() {
      return newest && clock.now() - newest.atMs < FRESH_MS ? newest : look()
    },
    async 'processes.detail'({ pid }): Promise<AgentDetail> {
      const facts = source.readOne(pid)
      if (!facts) throw processesErrors['processes.not-found']({ pid })
      const unit =
        facts.unit === undefined || facts.container ? undefined : readUnit(facts.unit, facts.userUnit ?? false)
      return { atMs: clock.now(), process: facts, ...(unit ? { unit } : {}) }
    },
    async 'processes.own'() {
      return { pids: listOwn(source, process.pid) }
    },
    async 'processes.stop'(order, signal): Promise<Stopped> {
      const stopped = await stopper.stop({ ...order, known: order.known, typed: order.typed }, signal)
      void lookAnew().catch(failed)
      return stopped
    },
    'processes.evidence-list': () => evidence.list(),
    async 'processes.evidence-read'({ id, offset, length }) {
      const { bytes, sizeBytes } = await evidence.read(id, offset, length)
      return { base64: bytes.toString('base64'), sizeBytes }
    },
  }
  return {
    answers: toCheckedAnswers(answers),
    async stop() {
      pace.stop()
    },
  }
}

/** What comes over the link has whatever form its sender gave it. */
function toCheckedAnswers(answers: Answers): NonNullable<AgentParts['answers']> {
  const checked = <Method extends ProcessesMethod>(method: Method) => {
    const schema = processesRequestSchemas[method]
    return async (params: unknown, signal: AbortSignal) => {
      const request = params ?? {}
      if (!Check(schema, request)) throw processesErrors['processes.request-invalid']({ method })
      return answers[method](request as ProcessesRequest<Method>, signal)
    }
  }
  return Object.fromEntries(
    (Object.keys(processesRequestSchemas) as ProcessesMethod[]).map((method) => [method, checked(method)]),
  )
}
