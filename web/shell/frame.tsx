/** Around every page: who is signed in, what needs them, where they may go. Nobody signed in: to the door. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Me } from '../../src/capabilities/accounts/schema.ts'
import { get, isSignedOut, onSignedOut } from '../api/client.ts'
import { MeProvider } from '../api/me.ts'
import { useKeys } from '../keys/use-keys.ts'
import { LiveProvider } from '../live/live.tsx'
import { useWords, WordsProvider } from '../locales/words.tsx'
import { useLook } from '../theme/look.tsx'
import { Failed, Loading } from '../ui/answers.tsx'
import { CommandPalette } from './command-palette.tsx'
import { KeyHelp } from './key-help.tsx'
import { LineNotice } from './line-notice.tsx'
import { Nav } from './nav.tsx'
import { Top } from './top.tsx'
import { useGo, usePathname } from './use-address.ts'

export function Frame() {
  const queries = useQueryClient()
  const go = useGo()
  const look = useLook()
  const me = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => get<Me>('/api/accounts/me', undefined, signal),
    staleTime: 60_000,
  })
  const signedOut = isSignedOut(me.error)
  useEffect(
    () =>
      onSignedOut(() => {
        queries.setQueryData(['me'], undefined)
        void queries.invalidateQueries({ queryKey: ['me'] })
      }),
    [queries],
  )
  useEffect(() => {
    if (!signedOut) return
    const here = `${location.pathname}${location.search}`
    queries.clear()
    go(here === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(here)}`)
  }, [signedOut, queries, go])
  const preferences = me.data?.preferences
  const changeLook = look.change
  useEffect(() => {
    if (preferences) changeLook(preferences)
  }, [preferences, changeLook])

  if (me.data) {
    return (
      <MeProvider value={me.data}>
        <WordsProvider language={look.language} zone={look.zone} stage="all">
          <LiveProvider onFailing={() => void queries.invalidateQueries({ queryKey: ['me'] })}>
            <Inside />
          </LiveProvider>
        </WordsProvider>
      </MeProvider>
    )
  }
  return (
    <div className="door">
      {me.error && !signedOut ? <Failed error={me.error} onRetry={() => void me.refetch()} /> : <Loading />}
    </div>
  )
}

function Inside() {
  const { t } = useWords()
  const path = usePathname()
  const [shown, setShown] = useState<'palette' | 'keys' | 'nav' | 'page'>('page')
  useKeys({
    'Ctrl+k': () => setShown(shown === 'palette' ? 'page' : 'palette'),
    '?': () => setShown('keys'),
    '/': () => focusFilter(),
    Escape: () => setShown('page'),
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes what lay over this one
  useEffect(() => setShown('page'), [path])
  const close = () => setShown('page')
  return (
    <>
      <a className="skip" href="#page">
        {t('shell.skip')}
      </a>
      <Top
        navShown={shown === 'nav'}
        onNav={() => setShown(shown === 'nav' ? 'page' : 'nav')}
        onPalette={() => setShown('palette')}
        onKeys={() => setShown('keys')}
      />
      <LineNotice />
      <div className="frame">
        <Nav shown={shown === 'nav'} />
        <main id="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      {shown === 'palette' ? <CommandPalette onClose={close} onKeys={() => setShown('keys')} /> : null}
      {shown === 'keys' ? <KeyHelp onClose={close} /> : null}
    </>
  )
}

/** The page's own filter, else the first column's. */
function focusFilter(): void {
  const field = document.querySelector<HTMLInputElement>('main [data-filter] input, main input[type="search"]')
  field?.focus()
  field?.select()
}
