/** What a benchmark gives: figures, each with the bound it has to keep. A file `bench/<name>.ts` exports `run`. */

export interface BenchRow {
  /** `idle console, CPU` */
  readonly what: string
  readonly value: number
  /** `% of a core`, `MB`, `ms`, `× prometheus-node-exporter` */
  readonly unit: string
  readonly atMost?: number
  readonly atLeast?: number
  /** How it was measured, when the name does not say it. */
  readonly note?: string
}

export interface BenchOptions {
  /** Of a run that watches something for long; each benchmark has its own default. */
  readonly minutes?: number
  /** How often what is compared takes turns. */
  readonly rounds?: number
  /** Of a stream that goes on for long. */
  readonly gigabytes?: number
  say(line: string): void
}

export interface Bench {
  run(options: BenchOptions): Promise<readonly BenchRow[]>
}

/** A result as it is kept in `bench/results/<name>.json`. */
export interface BenchResult {
  readonly name: string
  readonly atUtc: string
  readonly machine: string
  readonly rows: readonly BenchRow[]
}

export const isKept = ({ value, atMost, atLeast }: BenchRow) =>
  Number.isFinite(value) &&
  value <= (atMost ?? Number.POSITIVE_INFINITY) &&
  value >= (atLeast ?? Number.NEGATIVE_INFINITY)
