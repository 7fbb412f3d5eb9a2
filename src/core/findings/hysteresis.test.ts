import { expect, test } from 'vitest'
import type { Severity } from '../schema.ts'
import { type Streak, stepHysteresis } from './hysteresis.ts'

const WORDS: Readonly<Record<string, Severity>> = { i: 'info', c: 'caution', d: 'danger' }

/** `i c d` an active observation, `.` a quiet one, upper case or `!` the same and sure; answers what stands after each. */
function play(raiseAfter: number, clearAfter: number, observations: string): string {
  let open: Severity | undefined
  let streak: Streak | undefined
  return [...observations]
    .map((letter) => {
      const severity = WORDS[letter.toLowerCase()]
      const sure = letter === '!' || /[A-Z]/.test(letter)
      const seen = { active: severity !== undefined, severity: severity ?? 'info', sure }
      const step = stepHysteresis({ raiseAfter, clearAfter }, open, streak, seen)
      streak = step.kind === 'none' ? step.streak : undefined
      if (step.kind === 'clear') open = undefined
      else if (step.kind !== 'none') open = step.severity
      return open?.[0] ?? '-'
    })
    .join('')
}

test.each([
  ['rises at the third in a row', 3, 2, 'ccc', '--c'],
  ['a quiet one between begins anew', 3, 2, 'cc.ccc', '-----c'],
  ['clears at the second quiet one', 1, 2, 'c..', 'cc-'],
  ['an active one between keeps it open', 1, 2, 'c.c..', 'cccc-'],
  ['one is enough when the rule says so', 1, 1, 'c.c.', 'c-c-'],
  ['zero counts as one', 0, 0, 'c.', 'c-'],
  ['sure rises at once', 5, 5, 'C', 'c'],
  ['sure clears at once', 1, 5, 'c!', 'c-'],
  ['rises as bad as every one of them said', 3, 1, 'dcd', '--c'],
  ['worsens after as many as it rises', 2, 2, 'ccdd', '-ccd'],
  ['one bad one between changes nothing', 2, 2, 'ccdcdcd', '-cccccc'],
  ['worsens to what all of them said', 2, 2, 'iicd', '-iic'],
  ['and on to the worst', 2, 2, 'iicdd' + 'd', '-iicc' + 'd'],
  ['sure worsens at once', 3, 2, 'cccD', '--cd'],
  ['eases after as many as it clears', 1, 3, 'dccc', 'dddc'],
  ['eases to the worst of them', 1, 2, 'dic', 'ddc'],
  ['sure eases at once', 1, 3, 'dI', 'di'],
  ['milder ones do not count as quiet', 1, 2, 'di.i.', 'ddddd'],
  ['rises again like the first time', 2, 1, 'cc.cc', '-c--c'],
])('%s', (_, raiseAfter, clearAfter, observations, states) => {
  expect(play(raiseAfter, clearAfter, observations)).toBe(states)
})
