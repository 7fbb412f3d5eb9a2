/** Where settings come from: `vedette.yaml`, `.env` and the environment, each value with its file and line. */
import { createRequire } from 'node:module'
import { parseEnv } from 'node:util'
import type { Pair } from 'yaml'
import { coreErrors } from '../core-errors.ts'

const require = createRequire(import.meta.url)

/** A value before it is checked. */
export interface RawSetting {
  /** `section.field`, or the name as written when it is no setting. */
  readonly name: string
  /** Text from the environment and flags, typed from YAML. */
  readonly value: unknown
  /** `vedette.yaml:12`, `.env:3 PORT`, `environment LOG_LEVEL`, `flag --port` */
  readonly where: string
}

/** Sections of flat fields; anything else is named with its line. */
export function parseYamlSettings(text: string, file: string): RawSetting[] {
  // Loaded here: most consoles have no such file, and the parser takes 1 MB.
  const { isAlias, isMap, isScalar, LineCounter, parseDocument, visit } = require('yaml') as typeof import('yaml')
  const keyText = (pair: Pair) => (isScalar(pair.key) ? String(pair.key.value) : String(pair.key))
  const toPlain = (node: unknown): unknown =>
    isScalar(node) ? node.value : ((node as { toJSON?: () => unknown } | null)?.toJSON?.() ?? null)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const unreadable = (offset: number | undefined, reason: string) =>
    coreErrors['core.settings-unreadable']({
      file: offset === undefined ? file : `${file}:${lines.linePos(offset).line}`,
      reason,
    })
  const flaw = document.errors[0]
  if (flaw) {
    throw unreadable(flaw.pos[0], flaw.message.split('\n')[0] ?? 'not YAML')
  }
  // Settings need neither, and what an alias stands for is not on the line that an error would name.
  visit(document, {
    Node(_key, node) {
      if (isAlias(node) || node.anchor !== undefined)
        throw unreadable(node.range?.[0], 'anchors and aliases (& and *) are not read')
    },
  })
  const where = (node: unknown) => {
    const range = isScalar(node) ? node.range : undefined
    return range ? `${file}:${lines.linePos(range[0]).line}` : file
  }
  if (document.contents === null) return []
  if (!isMap(document.contents)) throw unreadable(undefined, 'sections expected')
  return document.contents.items.flatMap((section) => {
    const id = keyText(section)
    // `server:` with nothing under it says nothing.
    if (isScalar(section.value) && section.value.value === null) return []
    if (!isMap(section.value)) return [{ name: id, value: toPlain(section.value), where: where(section.key) }]
    return section.value.items.map((field) => {
      return { name: `${id}.${keyText(field)}`, value: toPlain(field.value), where: where(field.key) }
    })
  })
}

/** Lines `NAME=value` (dotenv); `toName` maps a name to its setting, or leaves out what is not ours. */
export function parseEnvFile(text: string, file: string, toName: (name: string) => string | undefined): RawSetting[] {
  const lineOf = new Map<string, number>()
  for (const [index, line] of text.split('\n').entries()) {
    const name = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*=/.exec(line)?.[1]
    if (name) lineOf.set(name, index + 1)
  }
  return Object.entries(parseEnv(text)).flatMap(([name, value]) => {
    const setting = toName(name)
    return setting === undefined ? [] : [{ name: setting, value, where: `${file}:${lineOf.get(name) ?? 1} ${name}` }]
  })
}
