import { describe, expect, it } from 'vitest'
import type { Automation } from '../automation/schema.ts'
import { beginsAnew, toAutomationFields, toAutomationInput } from './automation-form.ts'

const written = { ...toAutomationFields(undefined), title: ' Eats memory ', memory: '40', minutes: '15' }
const policy = {
  id: 'a',
  title: 'Eats memory',
  host: 'web1',
  when: {
    name: 'java',
    verdict: 'danger',
    rule: 'DIALS_OUT',
    memoryPercentOver: 12.5,
    cpuPercentOver: 800,
    forMinutes: 5,
  },
  action: 'stop',
} as unknown as Automation

describe('a policy that acts, in a form', () => {
  it('says only what was written', () => {
    expect(toAutomationInput(written)).toEqual({
      title: 'Eats memory',
      when: { memoryPercentOver: 40, forMinutes: 15 },
      action: 'notify',
    })
  })
  it('is the same after it', () => {
    const { title, host, when, action } = policy
    expect(toAutomationInput(toAutomationFields(policy))).toEqual({ title, host, when, action })
  })
  it.each([
    ['title', { title: ' ' }],
    ['memory', { memory: '0' }],
    ['memory', { memory: '101' }],
    ['memory', { memory: 'much' }],
    ['cpu', { cpu: '-1' }],
    ['minutes', { minutes: '' }],
    ['minutes', { minutes: '2.5' }],
    ['minutes', { minutes: '1441' }],
    ['empty', { memory: '' }],
  ] as const)('names the field that is wrong: %s', (fault, fields) =>
    expect(toAutomationInput({ ...written, ...fields })).toBe(fault),
  )
  it('takes a comma for a point, as people write', () =>
    expect(toAutomationInput({ ...written, memory: '12,5' })).toMatchObject({ when: { memoryPercentOver: 12.5 } }))
  it('begins its dry run anew for anything but another title', () => {
    const same = { ...policy, title: 'Other', when: { ...policy.when } }
    expect(beginsAnew(policy, same)).toBe(false)
    expect(beginsAnew(policy, { ...same, action: 'notify' })).toBe(true)
    expect(beginsAnew(policy, { ...same, host: 'web2' })).toBe(true)
    expect(beginsAnew(policy, { ...same, when: { ...policy.when, forMinutes: 6 } })).toBe(true)
  })
})
