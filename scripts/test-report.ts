/** What vitest reports, counted and judged. */

/** The parts of vitest's JSON report that count. */
export interface VitestReport {
  readonly numPassedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** A file that could not be read, or a run that died, counts as one failure: never as nothing. */
export function countTests(report: VitestReport | undefined, exitCode: number | null): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const failed = report.testResults.reduce((sum, file) => {
    const tests = file.assertionResults.filter(({ status }) => status === 'failed').length
    return sum + (tests === 0 && file.status === 'failed' ? 1 : tests)
  }, 0)
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests,
  }
}

/** Where nobody looks (CI) a skipped test is a failed one. The last line stands alone, for whoever reads counts. */
export function judge(
  { passed, failed, skipped }: Counts,
  ci: boolean,
): { lines: readonly string[]; exitCode: number } {
  const fails = ci ? failed + skipped : failed
  const note = skipped === 0 ? [] : [`${skipped} skipped${ci ? ', which counts as failed here (CI is set)' : ''}`]
  return { lines: ['', ...note, `${passed} passed, ${fails} failed`], exitCode: fails > 0 || passed === 0 ? 1 : 0 }
}
