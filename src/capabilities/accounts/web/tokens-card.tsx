/** Programs that may come in: one's own tokens; all of them for an admin. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, remove } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Card, Tag } from '../../../../web/ui/card.tsx'
import { usePlaces } from '../../../../web/ui/places.ts'
import { PlanDialog } from '../../../../web/ui/plan-dialog.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { TokenRow, Tokens } from '../schema.ts'
import { planRevoke } from './plans.ts'
import { readTokenAge } from './token-age.ts'
import { TokenDialog } from './token-dialog.tsx'

export function TokensCard() {
  const { t } = useWords()
  const me = useMe()
  const queries = useQueryClient()
  const toasts = useToasts()
  const [making, setMaking] = useState(false)
  const [leaving, setLeaving] = useState<TokenRow>()
  const answer = useQuery({
    queryKey: ['accounts', 'tokens'],
    queryFn: ({ signal }) => get<Tokens>('/api/accounts/tokens', undefined, signal),
    refetchInterval: 60_000,
  })
  const make = (
    <button type="button" className="button-small" onClick={() => setMaking(true)}>
      + {t('accounts.page.token-add')}…
    </button>
  )
  return (
    <Card title={t('accounts.page.tokens')} aside={make}>
      <p className="muted account-note">
        {t('accounts.page.tokens-why')} <Anchor href="/docs">{t('shell.api-docs')}</Anchor>
      </p>
      <Answered answer={answer}>
        {({ tokens }) =>
          tokens.length === 0 ? (
            <Empty title={t('accounts.page.tokens-none')}>{t('accounts.page.tokens-none-why')}</Empty>
          ) : (
            <ul className="list-rows account-rows">
              {tokens.map((token) => (
                <TokenItem
                  key={token.id}
                  token={token}
                  ofAll={mayDo(me.role, 'admin')}
                  onRevoke={() => setLeaving(token)}
                />
              ))}
            </ul>
          )
        }
      </Answered>
      {making ? <TokenDialog onClose={() => setMaking(false)} /> : null}
      {leaving ? (
        <PlanDialog
          plan={planRevoke(leaving)}
          onClose={() => setLeaving(undefined)}
          onApply={async () => {
            await remove(`/api/accounts/tokens/${encodeURIComponent(leaving.id)}`)
            await queries.invalidateQueries({ queryKey: ['accounts', 'tokens'] })
            toasts.done(t('accounts.page.revoked', { name: leaving.name }))
            setLeaving(undefined)
          }}
        />
      ) : null}
    </Card>
  )
}

function TokenItem({ token, ofAll, onRevoke }: { token: TokenRow; ofAll: boolean; onRevoke: () => void }) {
  const { t, at, ago } = useWords()
  const nowMs = useNow(30_000)
  const scope = useScopeWords(token.capabilities)
  const { expiresMs, lastUsedMs } = token
  const age = readTokenAge(token, nowMs)
  return (
    <li className="account-row">
      <span className="account-name">
        <StatusDot state={age.state} label={t(`accounts.page.token-state.${age.what}`)} /> <b>{token.name}</b>
      </span>
      <span>
        <Tag {...(token.role === 'admin' ? { tone: 'info' as const } : {})}>{t(`shell.role.${token.role}`)}</Tag>
      </span>
      <span className="muted account-facts">
        {[
          scope,
          ofAll
            ? token.ownerName === undefined
              ? t('accounts.page.token-console')
              : t('accounts.page.token-of', { name: token.ownerName })
            : '',
          expiresMs === undefined
            ? t('accounts.page.token-never')
            : t(age.what === 'ended' ? 'accounts.page.token-ended-at' : 'accounts.page.token-ends-at', {
                date: at(expiresMs, 'date'),
              }),
          lastUsedMs === undefined
            ? t('accounts.page.never-used')
            : t('accounts.page.used', { ago: ago(lastUsedMs, nowMs) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <button
        type="button"
        className="button-danger"
        aria-label={t('accounts.page.revoke-name', { name: token.name })}
        onClick={onRevoke}
      >
        {t('accounts.page.revoke')}…
      </button>
    </li>
  )
}

function useScopeWords(capabilities: readonly string[] | undefined): string {
  const { t } = useWords()
  const places = usePlaces()
  if (!capabilities) return t('accounts.page.token-scope.all')
  const name = (wanted: string) => {
    const label = places.find(({ id }) => id === wanted)?.places[0]?.label
    return label ? t(label) : wanted
  }
  return capabilities.map(name).join(', ')
}
