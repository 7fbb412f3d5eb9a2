/** The header: the mark, what needs you, the machine, the way to anything, and how you like to read. */
import { useQueryClient } from '@tanstack/react-query'
import { post } from '../api/client.ts'
import { useMe } from '../api/me.ts'
import { LANGUAGE_IDS, LANGUAGE_NAMES } from '../locales/languages.ts'
import { useWords } from '../locales/words.tsx'
import { useLook } from '../theme/look.tsx'
import { Anchor } from '../ui/anchor.tsx'
import { Icon } from '../ui/icon.tsx'
import { Menu } from '../ui/menu.tsx'
import { StatusDot } from '../ui/state.tsx'
import { useToasts } from '../ui/toast.tsx'
import { useChangeMe } from './change-me.ts'
import { Mark } from './mark.tsx'
import { useFindingsChanged, useHosts, useNeeds } from './needs.ts'
import { useGo } from './use-address.ts'

export function Top(props: { navShown: boolean; onNav: () => void; onPalette: () => void; onKeys: () => void }) {
  const { t } = useWords()
  useFindingsChanged()
  return (
    <header className="top">
      <button
        type="button"
        className="nav-open"
        aria-expanded={props.navShown}
        aria-label={t('shell.nav.open')}
        onClick={props.onNav}
      >
        <Icon name={props.navShown ? 'close' : 'menu'} />
      </button>
      <Anchor className="brand" href="/" aria-label="Vedette">
        <Mark />
        <span className="brand-word">VEDETTE</span>
      </Anchor>
      <NeedsPill />
      <WhereAmI />
      <span className="grow" />
      <button type="button" className="top-find" onClick={props.onPalette}>
        <Icon name="search" />
        <kbd className="top-wide">Ctrl K</kbd>
        <span className="top-wide">{t('shell.find')}</span>
      </button>
      <LanguageMenu />
      <UserMenu onKeys={props.onKeys} />
    </header>
  )
}

function NeedsPill() {
  const { t } = useWords()
  const { total, state } = useNeeds()
  const words =
    total > 0 ? t('shell.needs', { count: total }) : t(state === 'silent' ? 'shell.needs.silent' : 'shell.needs.none')
  return (
    <Anchor className={`pill pill-${state}`} href="/findings?state=needed">
      <StatusDot state={state} />
      {words}
    </Anchor>
  )
}

function WhereAmI() {
  const hosts = useHosts()
  const names = hosts.map(({ name }) => name)
  return (
    <span className="top-place muted">{names.length > 2 ? `${names[0]} +${names.length - 1}` : names.join(' · ')}</span>
  )
}

function LanguageMenu() {
  const { t, language } = useWords()
  const change = useChangeMe()
  return (
    <div className="top-wide">
      <Menu label={`${t('shell.language')}: ${language}`} button={language}>
        {LANGUAGE_IDS.map((id) => (
          <button
            key={id}
            type="button"
            lang={id}
            aria-pressed={id === language}
            onClick={() => change({ language: id })}
          >
            {LANGUAGE_NAMES[id]}
          </button>
        ))}
      </Menu>
    </div>
  )
}

function UserMenu({ onKeys }: { onKeys: () => void }) {
  const { t, language } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const go = useGo()
  const toasts = useToasts()
  const { chosen, theme } = useLook()
  const change = useChangeMe()
  const signOut = async () => {
    try {
      await post('/api/accounts/sign-out')
      queries.clear()
      go('/sign-in')
    } catch (error) {
      toasts.failed(error)
    }
  }
  return (
    <Menu
      label={t('shell.user', { name: me.name })}
      button={
        <>
          <Icon name="user" />
          <span className="top-wide">{me.name}</span>
        </>
      }
    >
      <Anchor href="/accounts#me">{t('shell.my-settings')}</Anchor>
      <hr />
      <button type="button" onClick={() => change({ theme: theme === 'dark' ? 'light' : 'dark' })}>
        <Icon name="theme" /> {t('shell.theme.title')}: {t(theme === 'dark' ? 'shell.theme.light' : 'shell.theme.dark')}
      </button>
      <button type="button" aria-pressed={chosen.plainFont} onClick={() => change({ plainFont: !chosen.plainFont })}>
        {t('shell.font.plain')}
      </button>
      {LANGUAGE_IDS.filter((id) => id !== language).map((id) => (
        <button key={id} type="button" lang={id} onClick={() => change({ language: id })}>
          {LANGUAGE_NAMES[id]}
        </button>
      ))}
      <hr />
      <button type="button" onClick={onKeys}>
        <Icon name="help" /> {t('shell.keys')}
      </button>
      <a href="/docs">{t('shell.api-docs')}</a>
      <hr />
      <button type="button" onClick={() => void signOut()}>
        {t('shell.sign-out')}
      </button>
    </Menu>
  )
}
