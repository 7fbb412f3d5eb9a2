/** What a capture raises, for tests of findings. */
import type { ReportFinding } from '../report.ts'
import { analyse, type Frame } from './capture.ts'

export const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
export const found = (frames: readonly Frame[]): readonly ReportFinding[] => analyse(frames).findings ?? []
export const codesOf = (frames: readonly Frame[]): readonly string[] => found(frames).map(({ code }) => code)

/** The finding of this code; throws when it is not the only one of it. */
export function one(code: string, frames: readonly Frame[]): ReportFinding {
  const [finding, ...others] = found(frames).filter((each) => each.code === code)
  if (!finding || others.length > 0) throw new Error(`${code}: raised ${codesOf(frames).join(', ') || 'nothing'}`)
  return finding
}
