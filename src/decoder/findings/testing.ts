/** What a capture raises, for tests of findings. */
import { expect } from 'vitest'
import type { ReportFinding } from '../report.ts'
import { analyse, type Frame } from '../testdata/capture.ts'

export const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))
export const found = (frames: readonly Frame[]): readonly ReportFinding[] => analyse(frames).findings ?? []

/** The finding of this code, which is the only one of it. */
export function one(code: string, frames: readonly Frame[]): ReportFinding {
  const of = found(frames).filter((finding) => finding.code === code)
  expect(of.map((finding) => finding.code)).toEqual([code])
  return of[0] as ReportFinding
}

export const none = (frames: readonly Frame[]): void => expect(found(frames).map((finding) => finding.code)).toEqual([])
