/** Which RPM package owns a file: `rpmdb.sqlite`, and headers as rpm's `lib/header.c` lays them out. */
import fs from 'node:fs'
import { basename } from 'node:path/posix'
import { DatabaseSync } from 'node:sqlite'
import { toSpellings } from './dpkg.ts'

const PLACES = ['/usr/lib/sysimage/rpm/rpmdb.sqlite', '/var/lib/rpm/rpmdb.sqlite']
const TAGS = { name: 1000, dirIndexes: 1116, baseNames: 1117, dirNames: 1118 } as const
const ENTRY_BYTES = 16
const MAX_ENTRIES = 65_536

export interface RpmHeader {
  readonly name: string
  /** Whole paths in the order of the package. */
  readonly paths: readonly string[]
}

/** Two counts, an index of entries (tag, type, offset, count), then the data; all numbers big-endian. */
export function parseRpmHeader(bytes: Uint8Array): RpmHeader | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.length < 8) return undefined
  const entries = view.readUInt32BE(0)
  const dataAt = 8 + entries * ENTRY_BYTES
  if (entries > MAX_ENTRIES || dataAt > view.length) return undefined
  const found = new Map<number, { at: number; count: number }>()
  for (let entry = 0; entry < entries; entry++) {
    const at = 8 + entry * ENTRY_BYTES
    found.set(view.readUInt32BE(at), { at: dataAt + view.readUInt32BE(at + 8), count: view.readUInt32BE(at + 12) })
  }
  const strings = (tag: number) => {
    const place = found.get(tag)
    const texts: string[] = []
    for (let at = place?.at ?? view.length; place && texts.length < place.count && at < view.length; ) {
      const end = view.indexOf(0, at)
      texts.push(view.toString('utf8', at, end === -1 ? view.length : end))
      at = end === -1 ? view.length : end + 1
    }
    return texts
  }
  const indexes = found.get(TAGS.dirIndexes)
  const folders = strings(TAGS.dirNames)
  const toFolder = (file: number) => {
    const at = (indexes?.at ?? view.length) + file * 4
    return at + 4 <= view.length ? (folders[view.readUInt32BE(at)] ?? '') : ''
  }
  const [name] = strings(TAGS.name)
  return name === undefined
    ? undefined
    : { name, paths: strings(TAGS.baseNames).map((file, index) => toFolder(index) + file) }
}

export function readRpmOwners(root: string, paths: readonly string[]): Map<string, string> | undefined {
  const place = findRpmDatabase(root)
  if (place === undefined) return undefined
  const database = new DatabaseSync(place, { readOnly: true })
  try {
    const ask = database.prepare(
      'SELECT DISTINCT p.blob FROM Basenames b JOIN Packages p ON p.hnum = b.hnum WHERE b.key = ?',
    )
    const owners = new Map<string, string>()
    for (const path of paths) {
      const spellings = toSpellings(path)
      for (const row of ask.iterate(basename(path))) {
        const header = row['blob'] instanceof Uint8Array ? parseRpmHeader(row['blob']) : undefined
        if (header?.paths.some((owned) => spellings.includes(owned))) owners.set(path, header.name)
      }
    }
    return owners
  } finally {
    database.close()
  }
}

export const findRpmDatabase = (root: string): string | undefined =>
  PLACES.map((place) => `${root}${place}`).find((place) => fs.existsSync(place))
