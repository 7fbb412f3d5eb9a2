/** Which Debian package owns a file: `/var/lib/dpkg/info/*.list`, dpkg(1), and diversions, dpkg-divert(1). */
import fs from 'node:fs'

const MERGED = /^\/usr\/(?=(?:s?bin|lib(?:32|64|x32)?)\/)/
const UNMERGED = /^\/(?=(?:s?bin|lib(?:32|64|x32)?)\/)/

/** Since /bin is a link to /usr/bin a file has two names, and its package may have written either. */
export function toSpellings(path: string): string[] {
  if (MERGED.test(path)) return [path, path.slice('/usr'.length)]
  return UNMERGED.test(path) ? [path, `/usr${path}`] : [path]
}

/** Three lines each: where it was, where it went, on behalf of whom. */
export function parseDiversions(text: string): Map<string, string> {
  const lines = text.split('\n')
  const diversions = new Map<string, string>()
  for (let at = 0; at + 1 < lines.length; at += 3) diversions.set(lines[at + 1] ?? '', lines[at] ?? '')
  return diversions
}

const readText = (path: string) => {
  try {
    return fs.readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** `undefined`: there is no dpkg here. Paths that nobody owns are absent from the answer. */
export function readDpkgOwners(root: string, paths: readonly string[]): Map<string, string> | undefined {
  const folder = `${root}/var/lib/dpkg/info`
  let lists: string[]
  try {
    lists = fs.readdirSync(folder).filter((name) => name.endsWith('.list'))
  } catch {
    return undefined
  }
  if (lists.length === 0) return undefined
  const diversions = parseDiversions(readText(`${root}/var/lib/dpkg/diversions`))
  const wanted = new Map<string, string[]>()
  for (const path of paths) {
    const spellings = toSpellings(path)
    const before = spellings.flatMap((spelling) => toSpellings(diversions.get(spelling) ?? spelling))
    for (const spelling of new Set([...spellings, ...before])) {
      // Lists are read as bytes: latin1 keeps them apart one by one.
      const key = Buffer.from(spelling, 'utf8').toString('latin1')
      wanted.set(key, [...(wanted.get(key) ?? []), path])
    }
  }
  const owners = new Map<string, string>()
  for (const list of lists) {
    const owner = list.slice(0, -'.list'.length).replace(/:.*$/, '')
    for (const line of readText(`${folder}/${list}`).split('\n')) {
      for (const path of wanted.get(line) ?? []) owners.set(path, owner)
    }
  }
  return owners
}
