/** The engine here while there are few series, in a thread of its own once there are many. */
import type { Log } from '../../core/capability.ts'
import { VedetteError } from '../../core/errors.ts'
import { storeErrors } from '../errors.ts'
import { createAnswerer, type EngineClient, type EngineInput, type EngineRequest } from './requests.ts'
import { createThreadClient } from './thread-client.ts'

export function createEngineClient(input: EngineInput, log: Log, threadAbove: number): EngineClient {
  let answer: ReturnType<typeof createAnswerer> | undefined
  let thread: EngineClient | undefined
  /** Settles when the engine here has let go of its file. */
  let handedOver: Promise<unknown> = Promise.resolve()
  let isClosed = false

  const isHereClosed = (error: unknown) => error instanceof VedetteError && error.code === 'store.closed'
  async function askThread<Result>(to: EngineClient, request: EngineRequest): Promise<Result> {
    await handedOver
    return await to.ask<Result>(request)
  }
  async function askHere<Result>(request: EngineRequest): Promise<Result> {
    answer ??= createAnswerer(input, log)
    try {
      return (await answer(request)) as Result
    } catch (error) {
      // It was on its way when the engine moved: the thread answers it.
      if (thread && isHereClosed(error)) return await askThread(thread, request)
      throw error
    }
  }
  function moveToThread() {
    const here = answer
    answer = undefined
    thread = createThreadClient(input, log)
    handedOver = here
      ? here({ method: 'close' }).catch((error: unknown) => log.warn({ reason: String(error) }, 'history'))
      : handedOver
    log.info({ threadAbove }, 'history moves to a thread of its own')
  }
  return {
    async ask(request) {
      if (isClosed) throw storeErrors['store.closed']()
      return await (thread ? askThread(thread, request) : askHere(request))
    },
    start(seriesCount) {
      if (!thread && !isClosed && seriesCount > threadAbove) moveToThread()
      return thread ? thread.start(seriesCount) : 0
    },
    hasStarted: () => answer !== undefined || (thread?.hasStarted() ?? false),
    async close() {
      if (isClosed) return
      isClosed = true
      await handedOver
      if (thread) await thread.close()
      else if (answer) await answer({ method: 'close' })
    },
  }
}
