/** Composition root of an agent: sets up what capabilities do on a machine. The console runs one for its own. */
import { capabilities } from './capabilities.ts'
import type { AgentContext, AgentParts, HostId } from './core/capability.ts'
import type { Clock } from './core/clock.ts'
import type { EffectiveSettings } from './core/config/settings.ts'
import type { LogOffice } from './core/log/log.ts'
import type { Threads } from './core/threads.ts'

export interface Agent {
  readonly answers: NonNullable<AgentParts['answers']>
  stop(): Promise<void>
}

export async function startAgent(options: {
  host: HostId
  settings: EffectiveSettings
  off: readonly string[]
  log: LogOffice
  clock: Clock
  threads: Threads
  push(kind: string, payload: unknown): void
}): Promise<Agent> {
  const running: { id: string; parts: AgentParts }[] = []
  for (const capability of capabilities) {
    if (!capability.agent || options.off.includes(capability.id)) continue
    const log = options.log.forModule(capability.id)
    try {
      const { setup } = await capability.agent()
      const context: AgentContext<never> = {
        host: options.host,
        config: options.settings.section<never>(capability.id),
        log,
        clock: options.clock,
        threads: options.threads,
        dataDir: options.settings.dataDir,
        push: options.push,
      }
      running.push({ id: capability.id, parts: await setup(context) })
    } catch (error) {
      // One capability that cannot start leaves the others watching.
      log.error({ err: error }, 'this capability could not start on this machine')
    }
  }
  return {
    answers: Object.assign({}, ...running.map(({ parts }) => parts.answers)),
    async stop() {
      await Promise.all(running.map(({ parts }) => parts.stop?.()))
    },
  }
}
