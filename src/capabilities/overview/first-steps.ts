/** What makes a fresh console a good one, and what of it is done. */
import type { Preferences } from '../../core/auth.ts'
import type { Desk } from '../../core/desk.ts'
import { FIRST_STEPS, type FirstStep, type FirstStepId } from './schema.ts'

const HREF: Readonly<Record<FirstStepId, string>> = {
  admin: '/accounts',
  backup: '/accounts/storage',
  zone: '/accounts#me',
  services: '/accounts/settings',
  'second-user': '/accounts',
  address: '/accounts/settings',
}

export async function readFirstSteps(
  desk: Pick<Desk, 'auth' | 'audit' | 'settings'>,
  preferences: Preferences | undefined,
): Promise<FirstStep[]> {
  const settings = desk.settings()
  const isChosen = (name: string) => settings.some((one) => one.name === name && one.source !== 'default')
  const [hasAdmin, users, backups] = await Promise.all([
    desk.auth.hasAdmin(),
    desk.auth.users(),
    desk.audit.list({ action: 'accounts.backup', outcome: 'done' }, { limit: 1 }),
  ])
  const done: Readonly<Record<FirstStepId, boolean>> = {
    admin: hasAdmin,
    backup: backups.rows.length > 0,
    zone: (preferences?.language ?? 'auto') !== 'auto' || (preferences?.zone ?? 'auto') !== 'auto',
    services: isChosen('host.services'),
    'second-user': users.filter(({ disabled }) => !disabled).length > 1,
    address: isChosen('server.publicUrl') || isChosen('server.tlsCert'),
  }
  return FIRST_STEPS.map((id) => ({
    id,
    title: { key: `overview.step.${id}.title` },
    why: { key: `overview.step.${id}.why` },
    href: HREF[id],
    done: done[id],
  }))
}
