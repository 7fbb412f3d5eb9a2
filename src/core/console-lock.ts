/**
 * One console a data folder. The lock is the kernel's (SQLite's exclusive lock on a file of its own), so it is gone
 * with the process however that ended; a file with a process number would outlive a `kill -9`.
 */
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { coreErrors } from './core-errors.ts'

/** sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5

export interface ConsoleLock {
  /** Lets a second console name this one. */
  setAddress(address: string): void
  release(): void
}

/** Takes the data folder, or rejects with `core.already-running` naming who has it. */
export function takeConsoleLock(dataDir: string, startedMs: number): ConsoleLock {
  createDataDir(dataDir)
  const infoFile = join(dataDir, 'console.json')
  const db = new DatabaseSync(join(dataDir, 'console.lock'))
  try {
    // In memory: nothing is ever written there, and a full disk must not stand in the way of a journal.
    db.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (error) {
    db.close()
    const { errcode, message } = error as { errcode?: number; message: string }
    if (errcode !== SQLITE_BUSY) throw coreErrors['core.data-unwritable']({ dir: dataDir, reason: message }, error)
    throw coreErrors['core.already-running']({ dir: dataDir, ...readInfo(infoFile) }, error)
  }
  const write = (address: string) => {
    const info = { pid: process.pid, started: new Date(startedMs).toISOString(), address }
    try {
      writeFileSync(infoFile, JSON.stringify(info))
    } catch {
      // The lock holds without its label; a full disk must not keep the console from starting.
    }
  }
  write('starting')
  return {
    setAddress: write,
    release() {
      rmSync(infoFile, { force: true })
      db.close()
    },
  }
}

/** Whether a console has been started in this folder, and whoever asks may use what it keeps. */
export function isConsoleFolder(dataDir: string): boolean {
  try {
    accessSync(join(dataDir, 'console.lock'), constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Process that holds the console of this data folder now, by the kernel's own list of locks (proc(5), `/proc/locks`):
 * only who may write to the folder can be in it. `undefined`: nobody, or this system has no such list.
 */
export function readConsoleHolder(dataDir: string): number | undefined {
  try {
    const { dev, ino } = statSync(join(dataDir, 'console.lock'), { bigint: true })
    const file = `${toHex((dev >> 8n) & 0xfffn)}:${toHex((dev & 0xffn) | ((dev >> 12n) & 0xfff00n))}:${ino}`
    for (const line of readFileSync('/proc/locks', 'utf8').split('\n')) {
      const [, kind, , access, pid, of] = line.split(/\s+/)
      if (kind === 'POSIX' && access === 'WRITE' && of === file) return Number(pid)
    }
    return undefined
  } catch {
    return undefined
  }
}
const toHex = (number: bigint) => number.toString(16).padStart(2, '0')

function createDataDir(dataDir: string) {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const probe = join(dataDir, `.write-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // A full disk is no reason not to start: what is there can still be read and shown.
    if (code === 'ENOSPC') return
    if (code === 'ENOTDIR' || code === 'EEXIST') throw coreErrors['core.data-not-a-folder']({ dir: dataDir }, error)
    throw coreErrors['core.data-unwritable']({ dir: dataDir, reason: message }, error)
  }
}

function readInfo(file: string): { pid: number | string; started: string; address: string } {
  try {
    const { pid, started, address } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
    return { pid: Number(pid), started: String(started), address: String(address) }
  } catch {
    return { pid: '?', started: '?', address: '?' }
  }
}
