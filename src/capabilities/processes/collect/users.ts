/** Names of user ids, passwd(5): read again when the file has changed. */
import fs from 'node:fs'
import type { Clock } from '../../../core/clock.ts'
import { toPlain } from './plain.ts'

const LOOK_EVERY_MS = 10_000

export function parsePasswd(text: string): Map<number, string> {
  const users = new Map<number, string>()
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':')
    // The first line of an id counts, as getpwuid(3) has it.
    if (name && uid && /^\d+$/.test(uid) && !users.has(Number(uid))) users.set(Number(uid), toPlain(name))
  }
  return users
}

export function createUsers(etc: string, clock: Clock): (uid: number) => string | undefined {
  const path = `${etc}/passwd`
  let users = new Map<number, string>()
  let changedMs = -1
  let lookedMs = Number.NEGATIVE_INFINITY
  return (uid) => {
    if (clock.monotonicMs() - lookedMs >= LOOK_EVERY_MS) {
      lookedMs = clock.monotonicMs()
      const now = fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1
      if (now !== changedMs) users = now === -1 ? new Map() : parsePasswd(fs.readFileSync(path, 'utf8'))
      changedMs = now
    }
    return users.get(uid)
  }
}
