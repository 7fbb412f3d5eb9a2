/** What a list of a place keeps to, here and on other machines. */
import type { PlaceEntry } from '../schema.ts'

/** More than these are not looked at in one folder; what is looked for by name comes before they are counted. */
export const MOST_ENTRIES = 2000

/** Nor more names than these looked through for one that is looked for. */
export const MOST_NAMES = 200_000

/** Some systems write a letter and its mark apart (macOS): compared are the letters people see. */
const toPlain = (text: string) => text.normalize('NFC').toLocaleLowerCase()

/** Whether a name has in it what is looked for, in any case; '' is in all. */
export const hasInName = (find: string) => {
  const wanted = toPlain(find)
  return (name: string) => toPlain(name).includes(wanted)
}

/** Folders by name, then files, newest first. */
export function byKindAndTime(a: PlaceEntry, b: PlaceEntry): number {
  if (a.isFolder !== b.isFolder) return a.isFolder ? -1 : 1
  if (a.isFolder) return a.name.localeCompare(b.name)
  return (b.changedMs ?? 0) - (a.changedMs ?? 0)
}
