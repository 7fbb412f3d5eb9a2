/** Vedette itself and whoever started it, up to the first process: they are never stopped from here. */
import type { ProcessSource } from '../collect/source.ts'

export function listOwn(source: Pick<ProcessSource, 'peek'>, ownPid: number): number[] {
  const own = new Set<number>()
  for (let pid: number | undefined = ownPid; pid && !own.has(pid); pid = source.peek(pid)?.parentPid) own.add(pid)
  return [...own]
}
