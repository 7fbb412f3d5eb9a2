/** Every sentence of a page comes from here: the tables of one language, loaded once, and the reader's zone. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Language, Params, Text } from '../../src/core/schema.ts'
import { createRenderer, formatDuration, formatValue, type TextTable } from '../../src/core/texts/render.ts'
import { explainProblem } from '../api/words.ts'

type TextModule = Readonly<Record<string, TextTable>>
type CoreModule = Readonly<Record<string, Readonly<Record<Language, TextTable>>>>
type Loader<Module> = () => Promise<Module>

/** The shell's own words come first, so that the door opens early; a page waits for the others. */
const shellTables = import.meta.glob<TextModule>('./{en,ko,ru}.ts')
const tables = import.meta.glob<TextModule>([
  '../../src/capabilities/*/texts/{en,ko,ru}.ts',
  '../../src/capabilities/*/web/texts/{en,ko,ru}.ts',
])
const coreTables = import.meta.glob<CoreModule>([
  '../../src/core/texts/*.ts',
  '!../../src/core/texts/{all,render}.ts',
  '!../../src/core/texts/*.test.ts',
])

const renderer = createRenderer()
type Stage = 'shell' | 'all'
const loaded = new Set<`${Stage} ${Language}`>()

async function loadLanguage(language: Language, stage: Stage): Promise<void> {
  if (loaded.has(`${stage} ${language}`)) return
  const ofLanguage = (found: Record<string, Loader<TextModule>>) =>
    Object.entries(found).flatMap(([path, load]) => (path.endsWith(`/${language}.ts`) ? [load] : []))
  const own = stage === 'shell' ? ofLanguage(shellTables) : ofLanguage(tables)
  const core = stage === 'shell' ? [] : Object.values(coreTables)
  const [modules, parts] = await Promise.all([loadAll(own), loadAll(core)])
  for (const module of modules) renderer.add(language, module[language] ?? {})
  for (const part of parts.flatMap((module) => Object.values(module))) renderer.add(language, part[language] ?? {})
  loaded.add(`${stage} ${language}`)
}
const loadAll = <Module,>(loaders: readonly Loader<Module>[]) => Promise.all(loaders.map((load) => load()))

export interface Words {
  readonly language: Language
  readonly zone: string
  t(key: string, params?: Params): string
  say(text: Text): string
  has(key: string): boolean
  /** A number in its unit; a missing one is a dash. */
  value(value: number | undefined | null, unit: string): string
  /** `time`, `clock`, `date` or `datetime` of a moment, in the reader's zone. */
  at(ms: number | undefined | null, form?: 'time' | 'clock' | 'date' | 'datetime'): string
  /** `3 h 20 min`. */
  lasting(ms: number): string
  /** `3 min ago`; under two seconds it is `now`. */
  ago(ms: number, nowMs: number): string
  problem(error: unknown): string
}

const WordsContext = createContext<Words | undefined>(undefined)

export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('useWords needs a WordsProvider above it')
  return words
}

/** A number and its unit stay on one line. */
const unbroken = (text: string) => text.replaceAll(' ', '\u00a0')

function createWords(language: Language, zone: string): Words {
  const options = { language, zone }
  const say = (text: Text) => renderer.render(text, options)
  const has = (key: string) => renderer.has(language, key) || renderer.has(language, `${key}_other`)
  return {
    language,
    zone,
    say,
    has,
    t: (key, params) => say({ key, ...(params ? { params } : {}) }),
    value: (value, unit) => (typeof value === 'number' ? unbroken(formatValue(value, unit, options)) : '–'),
    at: (ms, form = 'datetime') => (typeof ms === 'number' ? unbroken(formatValue(ms, form, options)) : '–'),
    lasting: (ms) => unbroken(formatDuration(ms, language)),
    ago: (ms, nowMs) =>
      nowMs - ms < 2000 ? say({ key: 'shell.time.now' }) : say({ key: 'shell.time.ago', params: { age: nowMs - ms } }),
    problem: (error) => explainProblem(error, has, say),
  }
}

export const browserZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** Shows nothing until the language's tables are there; while another language loads, the present one stays. */
export function WordsProvider(props: { language: Language; zone: string; stage: Stage; children: ReactNode }) {
  const { language, stage } = props
  const [ready, setReady] = useState<Language | undefined>(loaded.has(`${stage} ${language}`) ? language : undefined)
  useEffect(() => {
    let wanted = true
    const stages = stage === 'shell' ? (['shell'] as const) : (['shell', 'all'] as const)
    void Promise.all(stages.map((one) => loadLanguage(language, one))).then(() => {
      if (wanted) setReady(language)
    })
    return () => {
      wanted = false
    }
  }, [language, stage])
  useEffect(() => {
    if (ready) document.documentElement.lang = ready
  }, [ready])
  const words = useMemo(() => (ready ? createWords(ready, props.zone) : undefined), [ready, props.zone])
  return words ? <WordsContext value={words}>{props.children}</WordsContext> : null
}
