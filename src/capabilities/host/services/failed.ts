/**
 * Tells of a failed unit within seconds, without a child process while nothing happens.
 *
 * systemd keeps a link `/run/systemd/units/invocation:<unit>` for every unit it runs and removes it when the unit ends
 * (unit.c, `unit_unlink_state_files`). Watching that folder (inotify) costs nothing while all is quiet and needs no
 * permission, unlike a bus monitor or a `journalctl -f` child that reads every line of the journal; one
 * `systemctl list-units --state=failed` (6 ms) then says what failed. A slow look in between covers what leaves no
 * link, and machines where the folder cannot be watched.
 */
import { type FSWatcher, watch } from 'node:fs'
import type { Log } from '../../../core/capability.ts'
import type { Source } from '../collectors/source.ts'
import { readJournalLines } from '../logs/journal.ts'
import type { UnitFailed } from '../schema.ts'
import type { Systemd } from './systemd.ts'
import { parseFailedUnits, parseUnits, UNIT_PROPERTIES } from './units.ts'

/** A burst of starts and stops (a boot, an upgrade) is one look. */
const SETTLE_MS = 300
const AT_MOST_EVERY_MS = 2000
const WATCHED_LOOK_MS = 60_000
const UNWATCHED_LOOK_MS = 4000
const LAST_LINES = 10

export interface FailedUnitsOptions {
  readonly source: Source
  readonly systemd: Systemd
  readonly log: Log
  readonly commandTimeoutMs: number
  /** Called whenever the set of failed units changed, and after the first look. */
  changed(units: readonly UnitFailed[]): void
  /** Some unit started or ended. */
  moved(): void
}

export interface FailedUnits {
  /** Those known now; `undefined` before the first look. */
  current(): readonly UnitFailed[] | undefined
  /** Soon once more: forgetting a failure leaves no trace in the folder that is watched. */
  lookAgain(): void
  stop(): void
}

export function watchFailedUnits(options: FailedUnitsOptions): FailedUnits {
  const { source, systemd, log } = options
  const { clock } = source
  const folder = `${source.roots.run}/systemd/units`
  let known: ReadonlyMap<string, UnitFailed> | undefined
  let stopped = false
  let running = false
  let again = false
  let lastMs = Number.NEGATIVE_INFINITY
  let cancelPlanned: (() => void) | undefined

  const describe = async (unit: string): Promise<UnitFailed> => {
    const shown = await systemd.run(
      ['systemctl', 'show', '--no-pager', `--property=${UNIT_PROPERTIES.join(',')}`, '--', unit],
      {
        timeoutMs: options.commandTimeoutMs,
      },
    )
    const [facts] = parseUnits(shown.stdout)
    const lines = await readJournalLines(systemd, { unit, lines: LAST_LINES, timeoutMs: options.commandTimeoutMs })
    return {
      unit,
      atMs: facts?.sinceMs ?? clock.now(),
      lines: lines.map(({ text }) => text),
      ...(facts?.result ? { result: facts.result } : {}),
    }
  }
  const look = async () => {
    const answer = await systemd.run(
      ['systemctl', 'list-units', '--state=failed', '--all', '--plain', '--no-legend', '--full', '--no-pager'],
      { timeoutMs: options.commandTimeoutMs },
    )
    if (answer.code !== 0) {
      log.debug({ code: answer.code, stderr: answer.stderr.slice(0, 200) }, 'systemctl did not list failed units')
      return
    }
    const names = parseFailedUnits(answer.stdout)
    if (known && names.length === known.size && names.every((name) => known?.has(name))) return
    const units = await Promise.all(names.map(async (name) => known?.get(name) ?? describe(name)))
    known = new Map(units.map((unit) => [unit.unit, unit]))
    if (!stopped) options.changed(units)
  }
  const start = () => {
    cancelPlanned = undefined
    if (stopped) return
    if (running) {
      again = true
      return
    }
    running = true
    lastMs = clock.monotonicMs()
    look()
      .catch((error: unknown) => log.warn({ err: error }, 'failed units could not be looked up'))
      .finally(() => {
        running = false
        if (again) plan()
        again = false
      })
  }
  const plan = () => {
    if (cancelPlanned || stopped) return
    const delayMs = Math.max(SETTLE_MS, lastMs + AT_MOST_EVERY_MS - clock.monotonicMs())
    cancelPlanned = clock.after(delayMs, start)
  }
  const watcher = openWatch(folder, () => {
    options.moved()
    plan()
  })
  const cancelLook = clock.every(watcher ? WATCHED_LOOK_MS : UNWATCHED_LOOK_MS, start)
  start()
  return {
    current: () => known && [...known.values()],
    lookAgain: plan,
    stop() {
      stopped = true
      watcher?.close()
      cancelLook()
      cancelPlanned?.()
    },
  }
}

function openWatch(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, changed)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}
