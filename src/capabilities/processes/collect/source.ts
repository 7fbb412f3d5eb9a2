/** What a collector of processes is, whatever the system: Linux reads `/proc`, Windows asks CIM. */
import type { ProcessFacts, ProcessPass } from '../schema.ts'

export type Peek = Pick<ProcessFacts, 'startTime' | 'parentPid' | 'state'>

export interface ProcessSource {
  readonly platform: ProcessPass['platform']
  /** One look at everything; gives way to other work on its way. Rates are since the pass before. */
  pass(): Promise<ProcessPass>
  /** One that begins after the call: a look on its way may have passed by where something has just changed. */
  passAnew(): Promise<ProcessPass>
  /** One process as it is at this moment, without rates, in one synchronous turn. */
  readOne(pid: number): ProcessFacts | undefined
  /** Who has this pid at this moment, in one synchronous turn of a single read. */
  peek(pid: number): Peek | undefined
}

export interface Roots {
  readonly proc: string
  readonly etc: string
  readonly run: string
}
export const SYSTEM_ROOTS: Roots = { proc: '/proc', etc: '/etc', run: '/run' }

/** One look at a time: whoever asks meanwhile shares it, or waits for the next one. */
export function shareLooks(look: () => Promise<ProcessPass>): Pick<ProcessSource, 'pass' | 'passAnew'> {
  let running: Promise<ProcessPass> | undefined
  const pass = () => {
    running ??= look().finally(() => {
      running = undefined
    })
    return running
  }
  return {
    pass,
    async passAnew() {
      await running?.catch(() => undefined)
      return pass()
    },
  }
}

/** A pass lets others run after this long: nothing waits for it noticeably, whatever the number of processes. */
const TURN_MS = 8

/** Does `work` for each, and lets everybody else have a turn now and then. */
export async function forEachInTurns<Item>(
  items: Iterable<Item>,
  nowMs: () => number,
  work: (item: Item) => void,
): Promise<void> {
  let sinceMs = nowMs()
  for (const item of items) {
    work(item)
    if (nowMs() - sinceMs < TURN_MS) continue
    await new Promise((resolve) => setImmediate(resolve))
    sinceMs = nowMs()
  }
}
