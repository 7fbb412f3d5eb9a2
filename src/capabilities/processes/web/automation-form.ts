/** A policy that acts, as a form writes it; pure. */
import type { Automation, AutomationInput, AutomationWhen } from '../automation/schema.ts'
import type { Risk } from '../schema.ts'

export interface AutomationFields {
  readonly title: string
  /** Empty: every host. */
  readonly host: string
  readonly name: string
  readonly verdict: '' | 'caution' | 'danger'
  readonly rule: '' | Risk
  readonly memory: string
  readonly cpu: string
  readonly minutes: string
  readonly action: AutomationInput['action']
}
const UNWRITTEN: AutomationFields = {
  title: '',
  host: '',
  name: '',
  verdict: '',
  rule: '',
  memory: '',
  cpu: '',
  minutes: '10',
  action: 'notify',
}

export function toAutomationFields(automation: Automation | undefined): AutomationFields {
  if (!automation) return UNWRITTEN
  const { title, host = '', when, action } = automation
  const { name = '', verdict = '', rule = '', memoryPercentOver, cpuPercentOver, forMinutes } = when
  const write = (value: number | undefined) => (value === undefined ? '' : String(value))
  return {
    title,
    host,
    name,
    verdict,
    rule,
    action,
    memory: write(memoryPercentOver),
    cpu: write(cpuPercentOver),
    minutes: write(forMinutes),
  }
}

/** `null`: no number between the two. */
function parseNumber(text: string, least: number, most: number): number | undefined | null {
  if (text.trim() === '') return undefined
  const value = Number(text.trim().replace(',', '.'))
  return Number.isFinite(value) && value >= least && value <= most ? value : null
}

export type AutomationFault = 'title' | 'memory' | 'cpu' | 'minutes' | 'empty'

/** What is asked of the console, or the first field that is not right. */
export function toAutomationInput(fields: AutomationFields): AutomationInput | AutomationFault {
  const memory = parseNumber(fields.memory, 1, 100)
  const cpu = parseNumber(fields.cpu, 1, 100_000)
  const minutes = parseNumber(fields.minutes, 1, 1440)
  if (fields.title.trim() === '') return 'title'
  if (memory === null) return 'memory'
  if (cpu === null) return 'cpu'
  if (minutes === null || minutes === undefined || !Number.isInteger(minutes)) return 'minutes'
  const name = fields.name.trim()
  const when: AutomationWhen = {
    ...(name === '' ? {} : { name }),
    ...(fields.verdict === '' ? {} : { verdict: fields.verdict }),
    ...(fields.rule === '' ? {} : { rule: fields.rule }),
    ...(memory === undefined ? {} : { memoryPercentOver: memory }),
    ...(cpu === undefined ? {} : { cpuPercentOver: cpu }),
    forMinutes: minutes,
  }
  if (Object.keys(when).length === 1) return 'empty'
  const { host, action } = fields
  return { title: fields.title.trim(), ...(host === '' ? {} : { host }), when, action }
}

const toConditions = ({ host, when, action }: AutomationInput) =>
  JSON.stringify([host ?? '', action, Object.entries(when).sort(([a], [b]) => a.localeCompare(b))])
/** Anything but the title switches it off and begins its dry run anew. */
export const beginsAnew = (before: AutomationInput, after: AutomationInput): boolean =>
  toConditions(before) !== toConditions(after)
