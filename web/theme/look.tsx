/** How one person likes to read: kept with the person, and in this browser for the first paint. */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react'
import type { UserPreferences } from '../../src/capabilities/accounts/schema.ts'
import type { Language } from '../../src/core/schema.ts'
import { setAskedLanguage } from '../api/client.ts'
import { pickLanguage } from '../locales/languages.ts'
import { browserZone } from '../locales/words.tsx'

export type Theme = 'dark' | 'light'
export interface Look {
  readonly chosen: UserPreferences
  readonly language: Language
  readonly zone: string
  readonly theme: Theme
  change(next: Partial<UserPreferences>): void
}

const KEY = 'vedette.look'
const DEFAULTS: UserPreferences = { language: 'auto', zone: 'auto', theme: 'dark', plainFont: false }
const LookContext = createContext<Look | undefined>(undefined)

export function useLook(): Look {
  const look = useContext(LookContext)
  if (!look) throw new Error('useLook needs a LookProvider above it')
  return look
}

function readKept(): UserPreferences {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<UserPreferences>) }
  } catch {
    return DEFAULTS
  }
}
function keep(chosen: UserPreferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen))
  } catch {
    // A browser that keeps nothing only flashes once.
    return
  }
}

const lightQuery = '(prefers-color-scheme: light)'
const onSystemTheme = (listener: () => void) => {
  const query = matchMedia(lightQuery)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}

export function LookProvider({ children }: { children: (look: Look) => ReactNode }) {
  const [chosen, setChosen] = useState(readKept)
  const systemLight = useSyncExternalStore(onSystemTheme, () => matchMedia(lightQuery).matches)
  const change = useCallback(
    (next: Partial<UserPreferences>) =>
      setChosen((before) => {
        const after = { ...before, ...next }
        return JSON.stringify(after) === JSON.stringify(before) ? before : after
      }),
    [],
  )
  const look = useMemo<Look>(
    () => ({
      chosen,
      language: chosen.language === 'auto' ? pickLanguage(navigator.languages) : chosen.language,
      zone: chosen.zone === 'auto' || !isZone(chosen.zone) ? browserZone() : chosen.zone,
      theme: chosen.theme === 'auto' ? (systemLight ? 'light' : 'dark') : chosen.theme,
      change,
    }),
    [chosen, systemLight, change],
  )
  setAskedLanguage(look.language)
  useEffect(() => {
    keep(chosen)
    const { dataset } = document.documentElement
    dataset['theme'] = look.theme
    dataset['font'] = chosen.plainFont ? 'plain' : 'pixel'
  }, [chosen, look.theme])
  return <LookContext value={look}>{children(look)}</LookContext>
}
