/** Who one is, who else may come in, and which programs may. */
import { useRouterState } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { IdentityCard, MeCard } from './me-card.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { PeopleCard } from './people-card.tsx'
import { TokensCard } from './tokens-card.tsx'
import './accounts.css'

export function Accounts() {
  const { t } = useWords()
  const me = useMe()
  const [asking, setAsking] = useState(false)
  useAnchor()
  return (
    <Page title={t('shell.nav.accounts')}>
      <MeCard />
      <IdentityCard onPassword={() => setAsking(true)} />
      {mayDo(me.role, 'admin') ? <PeopleCard /> : null}
      <TokensCard />
      {asking ? <PasswordDialog onClose={() => setAsking(false)} /> : null}
    </Page>
  )
}

/** `/accounts#me` leads to that card and into it, also for who moves by keyboard. */
function useAnchor(): void {
  const { hash, key } = useRouterState({
    select: ({ location }) => ({ hash: location.hash, key: location.state.__TSR_key }),
    structuralSharing: true,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same link followed again leads there again
  useEffect(() => {
    const card = hash === '' ? null : document.getElementById(hash)?.closest<HTMLElement>('.card')
    if (!card) return
    card.scrollIntoView({ block: 'start' })
    card.querySelector<HTMLElement>('select, input, button')?.focus({ preventScroll: true })
  }, [hash, key])
}
