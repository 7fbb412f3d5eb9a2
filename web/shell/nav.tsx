import { useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useMe } from '../api/me.ts'
import { mayDo } from '../api/roles.ts'
import { useWords } from '../locales/words.tsx'
import { pages } from '../pages.ts'
import { Anchor } from '../ui/anchor.tsx'
import { Icon } from '../ui/icon.tsx'
import { useNeeds } from './needs.ts'
import { keepQuery, lastQuery } from './visited.ts'

export function Nav({ shown }: { shown: boolean }) {
  const { t } = useWords()
  const me = useMe()
  const needs = useNeeds()
  const { pathname, query } = useRouterState({
    select: ({ location }) => ({ pathname: location.pathname, query: location.searchStr }),
    structuralSharing: true,
  })
  useEffect(() => keepQuery(pathname, query), [pathname, query])
  const places = pages.flatMap((entry) => entry.places).filter((place) => mayDo(me.role, place.role))
  const current = places
    .map(({ href }) => href)
    .filter((href) => pathname === href || (href !== '/' && pathname.startsWith(`${href}/`)))
    .sort((a, b) => b.length - a.length)[0]
  return (
    <nav className={`nav ${shown ? 'nav-shown' : ''}`} aria-label={t('shell.nav.title')}>
      <ul>
        {places.map(({ href, label, icon }) => (
          <li key={href}>
            <Anchor
              href={href === current ? href : `${href}${lastQuery(href)}`}
              aria-current={href === current ? 'page' : undefined}
            >
              <Icon name={icon} />
              {t(label)}
              {href === '/findings' && needs.total > 0 ? <span className="nav-count">{needs.total}</span> : null}
            </Anchor>
          </li>
        ))}
      </ul>
    </nav>
  )
}
