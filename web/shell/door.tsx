/** Two doors: signing in, and the first admin by the one-time link the console printed. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import type {
  FirstAdmin as FirstAdminRequest,
  Me,
  SignIn as SignInRequest,
  Welcome,
} from '../../src/capabilities/accounts/schema.ts'
import { get, post } from '../api/client.ts'
import { fieldProblem } from '../api/words.ts'
import { LANGUAGE_IDS, LANGUAGE_NAMES } from '../locales/languages.ts'
import { useWords } from '../locales/words.tsx'
import { useLook } from '../theme/look.tsx'
import { Failed } from '../ui/answers.tsx'
import { ProgressBar } from '../ui/bars.tsx'
import { TextField } from '../ui/form.tsx'
import { text } from './address.ts'
import { readFirstAdminToken, safeReturn } from './first-admin-link.ts'
import { Mark } from './mark.tsx'
import { useAddress, useGo } from './use-address.ts'

const spec = { to: text('/') }

function Door({ title, children }: { title: string; children: ReactNode }) {
  const { t, language } = useWords()
  const look = useLook()
  const pageTitle = t('shell.title', { page: title })
  useEffect(() => {
    document.title = pageTitle
  }, [pageTitle])
  return (
    <main className="door">
      <span className="brand">
        <Mark size={48} /> VEDETTE
      </span>
      <section className="card">
        <div className="form">
          <h1>{title}</h1>
          {children}
        </div>
      </section>
      <div className="door-tools">
        {LANGUAGE_IDS.map((id) => (
          <button
            key={id}
            type="button"
            lang={id}
            className="button-small"
            aria-pressed={id === language}
            onClick={() => look.change({ language: id })}
          >
            {LANGUAGE_NAMES[id]}
          </button>
        ))}
      </div>
    </main>
  )
}

function useEnter<Request>(path: string) {
  const queries = useQueryClient()
  const go = useGo()
  const [{ to }] = useAddress(spec)
  return useMutation({
    mutationFn: (request: Request) => post<Me>(path, request),
    onSuccess: (me) => {
      queries.clear()
      queries.setQueryData(['me'], me)
      go(safeReturn(to))
    },
  })
}

export function SignIn() {
  const { t } = useWords()
  const [{ to }] = useAddress(spec)
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const enter = useEnter<SignInRequest>('/api/accounts/sign-in')
  const welcome = useQuery({
    queryKey: ['welcome'],
    queryFn: ({ signal }) => get<Welcome>('/api/accounts/welcome', undefined, signal),
    retry: false,
  })
  return (
    <Door title={t('shell.sign-in.title')}>
      {welcome.data?.needsFirstAdmin ? <p>{t('shell.sign-in.first')}</p> : null}
      {to === '/' ? null : <p className="muted">{t('shell.sign-in.go-on')}</p>}
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          enter.mutate({ name: name.trim(), password })
        }}
      >
        <TextField
          label={t('shell.sign-in.name')}
          value={name}
          onChange={setName}
          autoComplete="username"
          required
          autoFocus
          maxLength={64}
        />
        <TextField
          label={t('shell.sign-in.password')}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          required
        />
        {enter.error ? <Failed error={enter.error} /> : null}
        {enter.isPending ? <ProgressBar label={t('shell.loading')} /> : null}
        <button type="submit" className="button-go" disabled={enter.isPending}>
          {t('shell.sign-in.go')}
        </button>
      </form>
    </Door>
  )
}

export function FirstAdmin() {
  const { t } = useWords()
  const [token] = useState(() => readFirstAdminToken(location.hash))
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const enter = useEnter<FirstAdminRequest>('/api/accounts/first-admin')
  useEffect(() => {
    // The key is used once, and never stays in the history of the browser.
    if (token) history.replaceState(history.state, '', location.pathname)
  }, [token])
  if (!token) {
    return (
      <Door title={t('shell.first.title')}>
        <p>{t('shell.first.no-token')}</p>
      </Door>
    )
  }
  return (
    <Door title={t('shell.first.title')}>
      <p>{t('shell.first.why')}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          enter.mutate({ token, name: name.trim(), password })
        }}
      >
        <TextField
          label={t('shell.sign-in.name')}
          value={name}
          onChange={setName}
          autoComplete="username"
          required
          autoFocus
          maxLength={64}
          problem={fieldProblem(enter.error, 'name')}
        />
        <TextField
          label={t('shell.sign-in.password')}
          hint={t('shell.first.password-hint')}
          type="password"
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          required
          minLength={10}
          problem={fieldProblem(enter.error, 'password')}
        />
        {enter.error ? <Failed error={enter.error} /> : null}
        {enter.isPending ? <ProgressBar label={t('shell.loading')} /> : null}
        <button type="submit" className="button-go" disabled={enter.isPending}>
          {t('shell.first.go')}
        </button>
      </form>
    </Door>
  )
}
