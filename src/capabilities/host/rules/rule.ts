/** What a rule of `host` is: pure, from what is known of one host to what it observes about each of its parts. */
import type { HostId, Observation, Rule } from '../../../core/capability.ts'
import type { Evidence, NextStep, Params, Text } from '../../../core/schema.ts'
import type { Vitals } from '../schema.ts'
import type { Trend } from '../trend.ts'

/** Means since the rules looked last, a minute ago: one busy second is no finding. */
export interface Means {
  readonly iowaitPercent?: number
  readonly loadPerCore?: number
  readonly interfaces: ReadonlyMap<
    string,
    { readonly errors: number; readonly drops: number; readonly packets: number }
  >
  /** The largest jump of the clock. */
  readonly jumpMs: number
}
export interface Usual {
  readonly low: number
  readonly high: number
}

export interface RuleInput {
  readonly host: HostId
  readonly atMs: number
  readonly vitals: Vitals
  readonly means: Means
  /** Growth of each mounted disk, from history. */
  readonly trends: ReadonlyMap<string, Trend>
  /** What was usual in the last week: the middle four fifths. */
  usual(metric: string): Usual | undefined
  /** Mounts that could be written to when they were first seen. */
  readonly wereWritable: ReadonlySet<string>
  /** How far the host's clock is from the console's; 0 for the console's own machine. */
  readonly skewMs: number
}

export type RuleObservation = Omit<Observation, 'rule' | 'host'>

export interface HostRule extends Rule {
  readonly name: string
  /** Every subject the rule knows of, quiet ones too: what is not named any more is gone, and its finding with it. */
  observe(input: RuleInput): readonly RuleObservation[]
}

export const evidence = (label: string, rest: Omit<Evidence, 'label'>, params?: Params): Evidence => ({
  label: { key: `host.evidence.${label}`, ...(params ? { params } : {}) },
  ...rest,
})
export const next = (rule: string, href: string, params?: Params): NextStep => {
  const label: Text = { key: `host.rule.${rule}.next`, ...(params ? { params } : {}) }
  return { label, href }
}
/** The number beside what is usual here. */
export const withUsual = (usual: Usual | undefined): { usualLow?: number; usualHigh?: number } =>
  usual ? { usualLow: usual.low, usualHigh: usual.high } : {}

/** Whole percents and tenths: a finding is not written anew for noise in the last digit. */
export const rounded = (value: number, digits = 0): number => Math.round(value * 10 ** digits) / 10 ** digits
/** Two leading digits. */
export const roughBytes = (value: number): number => (value > 0 ? Number(value.toPrecision(2)) : 0)

/** Where the console shows it: a part of the host's page. */
export const hostPage = (host: HostId, view: 'vitals' | 'disks' | 'services' | 'logs', more = '') =>
  `/host?host=${encodeURIComponent(host)}&view=${view}${more}`
