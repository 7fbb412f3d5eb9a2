/** Every sentence of a page comes from here: the tables of one language, loaded once, and the reader's zone. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Language } from '../../src/core/schema.ts'
import { createRenderer, type TextTable } from '../../src/core/texts/render.ts'
import { createWords, type Words } from '../words/create-words.ts'

export type { Words } from '../words/create-words.ts'

type TextModule = Readonly<Record<string, TextTable>>
type CoreModule = Readonly<Record<string, Readonly<Record<Language, TextTable>>>>
type Loader<Module> = () => Promise<Module>

/** The shell's own words come first, so that the door opens early; a page waits for the others. */
const shellTables = import.meta.glob<TextModule>('./{en,ko,ru}.ts')
const tables = import.meta.glob<TextModule>([
  '../../src/capabilities/*/texts/{en,ko,ru}.ts',
  '../../src/capabilities/*/web/**/texts/{en,ko,ru}.ts',
])
const coreTables = import.meta.glob<CoreModule>([
  '../../src/core/texts/*.ts',
  '!../../src/core/texts/{all,particles,render,visible}.ts',
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

const WordsContext = createContext<Words | undefined>(undefined)

export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('useWords needs a WordsProvider above it')
  return words
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
  const words = useMemo(() => (ready ? createWords(renderer, ready, props.zone) : undefined), [ready, props.zone])
  return words ? <WordsContext value={words}>{props.children}</WordsContext> : null
}
