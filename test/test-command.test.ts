/** What `npm test` makes of a run: nothing that went wrong may end as a pass. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installCommand, keepStopped } from '../scripts/parts.ts'
import { countTests, judge } from '../scripts/test-report.ts'
import { findMissing, isMissing, PARTS } from './parts/parts.ts'

const file = (status: string, ...tests: string[]) => ({
  name: 'x.test.ts',
  status,
  assertionResults: tests.map((state) => ({ status: state })),
})
const report = (...testResults: ReturnType<typeof file>[]) => ({
  numPassedTests: testResults.flatMap((one) => one.assertionResults).filter(({ status }) => status === 'passed').length,
  numPendingTests: testResults.flatMap((one) => one.assertionResults).filter(({ status }) => status === 'skipped')
    .length,
  testResults,
})

it.each([
  ['all well', report(file('passed', 'passed', 'passed')), 0, { passed: 2, failed: 0, skipped: 0 }],
  ['one failed', report(file('failed', 'passed', 'failed')), 1, { passed: 1, failed: 1, skipped: 0 }],
  ['a file that does not load', report(file('failed')), 1, { passed: 0, failed: 1, skipped: 0 }],
  ['an error outside of tests', report(file('passed', 'passed')), 1, { passed: 1, failed: 1, skipped: 0 }],
  ['killed', report(file('passed', 'passed')), null, { passed: 1, failed: 1, skipped: 0 }],
  ['no report', undefined, 0, { passed: 0, failed: 1, skipped: 0 }],
  ['skipped', report(file('passed', 'passed', 'skipped')), 0, { passed: 1, failed: 0, skipped: 1 }],
])('counts %s', (_, found, exitCode, expected) => expect(countTests(found, exitCode)).toEqual(expected))

describe('the closing line', () => {
  it.each([
    [{ passed: 5, failed: 0, skipped: 0 }, false, '5 passed, 0 failed', 0],
    [{ passed: 5, failed: 1, skipped: 0 }, false, '5 passed, 1 failed', 1],
    [{ passed: 5, failed: 0, skipped: 2 }, false, '5 passed, 0 failed', 0],
    [{ passed: 5, failed: 0, skipped: 2 }, true, '5 passed, 2 failed', 1],
    [{ passed: 0, failed: 0, skipped: 0 }, false, '0 passed, 0 failed', 1],
  ])('of %j, in CI %s', (counts, ci, line, exitCode) => {
    const verdict = judge(counts, ci)
    expect([verdict.lines.at(-1), verdict.exitCode]).toEqual([line, exitCode])
  })
})

describe('parts', () => {
  it('are known to be there or not', () => {
    expect(isMissing('chromium')).toBe(
      !['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync),
    )
    expect(findMissing().every((part) => isMissing(part.package as (typeof PARTS)[number]['package']))).toBe(true)
  })
  it('do not start while they are installed, and may afterwards', () => {
    const policy = join(mkdtempSync(join(tmpdir(), 'vedette-policy-')), 'policy-rc.d')
    keepStopped(() => expect(spawnSync(policy).status).toBe(101), policy)
    expect(() =>
      keepStopped(() => {
        throw new Error('apt died')
      }, policy),
    ).toThrow('apt died')
    expect(existsSync(policy)).toBe(false)
  })
  it("leave the machine's own policy alone", () => {
    const policy = join(mkdtempSync(join(tmpdir(), 'vedette-policy-')), 'policy-rc.d')
    writeFileSync(policy, '#!/bin/sh\nexit 0\n')
    keepStopped(() => undefined, policy)
    expect(readFileSync(policy, 'utf8')).toBe('#!/bin/sh\nexit 0\n')
  })
  it('are one command away', () => {
    expect(installCommand(PARTS.slice(0, 2))).toBe('apt-get install -y --no-install-recommends postgresql chromium')
  })
})
