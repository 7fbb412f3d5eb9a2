/** The source tree as text: which files there are and what each imports. TypeScript 7 has no API to ask, so patterns do. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'

export interface Import {
  /** As written: `./clock.ts`, `typebox`. */
  readonly spec: string
  /** Path of our own file it names, from the root of the project. */
  readonly target?: string
  /** Erased before the code runs. */
  readonly typeOnly: boolean
}

export function listFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.name === 'node_modules' || entry.name === 'testdata') return []
      return entry.isDirectory() ? listFiles(path) : [path]
    })
}

export const isSource = (file: string) => /\.tsx?$/.test(file) && !isTest(file)
export const isTest = (file: string) => /\.test\.tsx?$/.test(file)
export const read = (file: string) => readFileSync(file, 'utf8')

/** Code without comments; strings stay, since imports are in them. */
export function withoutComments(code: string): string {
  return code.replace(
    /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g,
    '$1',
  )
}

const STATEMENT = /(?:^|\n)\s*(import|export)\s+(type\s+)?((?:[\w*\s,{}$]|\btype\b)*?)\bfrom\s*'([^']+)'/g
const BARE = /(?:^|\n)\s*import\s*'([^']+)'/g
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*,?[^)]*\)/g

export function parseImports(file: string, source: string): readonly Import[] {
  const code = withoutComments(source)
  const found = (spec: string, typeOnly: boolean): Import =>
    spec.startsWith('.') ? { spec, target: join(dirname(file), spec), typeOnly } : { spec, typeOnly }
  const statements = [...code.matchAll(STATEMENT)].map((match) => found(match[4] ?? '', isTypeOnly(match)))
  const others = [BARE, DYNAMIC].flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => found(match[1] ?? '', false)),
  )
  return [...statements, ...others]
}
function isTypeOnly(match: RegExpExecArray): boolean {
  if (match[2]) return true
  const names = /^\s*\{([\s\S]*)\}\s*$/.exec(match[3] ?? '')?.[1]
  return names?.split(',').every((name) => name.trim() === '' || /^\s*type\s/.test(name)) ?? false
}

export const packageOf = (spec: string) =>
  spec
    .split('/')
    .slice(0, spec.startsWith('@') ? 2 : 1)
    .join('/')

export const listFolders = (folder: string) =>
  readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isDirectory())
    .sort()
