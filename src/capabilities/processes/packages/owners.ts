/** Remembers which package owns which executable; asks for the new ones in one go, off the main thread. */
import fs from 'node:fs'
import type { Log } from '../../../core/capability.ts'
import type { Clock } from '../../../core/clock.ts'
import type { Threads } from '../../../core/threads.ts'
import type { PackagesAnswer, PackagesRequest } from './packages-worker.ts'

/** Changed by every installation: what was asked before it is asked again. */
const STAMPS = ['/var/lib/dpkg/status', '/usr/lib/sysimage/rpm/rpmdb.sqlite', '/var/lib/rpm/rpmdb.sqlite']
const STAMP_EVERY_MS = 30_000
const TIMEOUT_MS = 60_000
/** After a failure nobody is asked again for this long. */
const PAUSE_MS = 10 * 60_000
const MOST_PATHS = 10_000
/** Files of these folders come from packages, or should. */
const PACKAGED = /^\/(?:usr|s?bin|lib(?:32|64|x32)?|opt|srv|var\/lib)\//

export interface PackageOwners {
  /** `null`: nobody owns it. `undefined`: not known, or not yet. */
  packageOf(exe: string): string | null | undefined
  /** Looks up what was asked for since; resolves when it is known. */
  lookUp(): Promise<void>
}

export interface PackageOwnersOptions {
  /** Put before every path; empty for this machine itself. */
  readonly root: string
  readonly threads: Threads
  readonly clock: Clock
  readonly log: Log
}

export function createPackageOwners({ root, threads, clock, log }: PackageOwnersOptions): PackageOwners {
  let owners = new Map<string, string | null | undefined>()
  let waiting = new Set<string>()
  let running: Promise<void> | undefined
  let stamp = readStamp()
  let stampedMs = clock.monotonicMs()
  let pausedUntilMs = Number.NEGATIVE_INFINITY

  function readStamp(): string {
    return STAMPS.map((path) => fs.statSync(root + path, { throwIfNoEntry: false })?.mtimeMs ?? '').join(' ')
  }
  function forgetWhenInstalled() {
    if (clock.monotonicMs() - stampedMs < STAMP_EVERY_MS) return
    stampedMs = clock.monotonicMs()
    const now = readStamp()
    if (now === stamp) return
    stamp = now
    // What is known stays until it is asked again, so that no row flickers.
    waiting = new Set([...waiting, ...owners.keys()])
  }
  async function ask(paths: readonly string[]) {
    try {
      const request: PackagesRequest = { root, paths }
      const answer = await threads.run<PackagesAnswer>(import.meta.url, './packages-worker', request, {
        timeoutMs: TIMEOUT_MS,
      })
      if (owners.size > MOST_PATHS) owners = new Map()
      for (const path of paths) owners.set(path, answer ? (answer.get(path) ?? null) : undefined)
    } catch (error) {
      pausedUntilMs = clock.monotonicMs() + PAUSE_MS
      log.warn({ err: error }, 'the package database could not be asked; packages are left out for ten minutes')
    }
  }

  return {
    packageOf(exe) {
      if (!PACKAGED.test(exe)) return undefined
      if (!owners.has(exe)) waiting.add(exe)
      return owners.get(exe)
    },
    lookUp() {
      forgetWhenInstalled()
      if (running) return running
      if (waiting.size === 0 || clock.monotonicMs() < pausedUntilMs || stamp.trim() === '') return Promise.resolve()
      const paths = [...waiting]
      waiting = new Set()
      running = ask(paths).finally(() => {
        running = undefined
      })
      return running
    },
  }
}
