/** One machine: its vitals and disks over time, its services, its logs. What is shown stands in the address. */
import { lazy } from 'react'
import { LOCAL_HOST } from '../../../../web/api/hosts.ts'
import { useVitals } from '../../../../web/host/use-vitals.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import type { PageProps } from '../../../../web/page-entry.ts'
import { oneOf, text } from '../../../../web/shell/address.ts'
import { MissingPage } from '../../../../web/shell/missing-page.tsx'
import { useHostState, useHosts } from '../../../../web/shell/needs.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { HostPicker } from '../../../../web/ui/host-picker.tsx'
import { Page as PageFrame } from '../../../../web/ui/page.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { Tabs } from '../../../../web/ui/tabs.tsx'
import type { Now } from '../schema.ts'
import './host.css'

const VitalsView = lazy(async () => ({ default: (await import('./vitals-view.tsx')).VitalsView }))
const DisksView = lazy(async () => ({ default: (await import('./disks-view.tsx')).DisksView }))
const ServicesView = lazy(async () => ({ default: (await import('./services-view.tsx')).ServicesView }))
const LogsView = lazy(async () => ({ default: (await import('./logs-view.tsx')).LogsView }))

const VIEWS = ['vitals', 'disks', 'services', 'logs'] as const
const spec = { host: text(LOCAL_HOST), view: oneOf(VIEWS, 'vitals') }

export function Page({ path }: PageProps) {
  return path === '' ? <HostPage /> : <MissingPage />
}

function HostPage() {
  const { t } = useWords()
  const [{ host, view }] = useAddress(spec)
  const hosts = useHosts()
  const [, change] = useAddress(spec)
  const vitals = useVitals(host)
  const name = vitals.now?.vitals.facts.hostname ?? hosts.find(({ id }) => id === host)?.name ?? host
  const hrefOf = (one: string) => `/host?host=${encodeURIComponent(host)}&view=${one}`
  return (
    <PageFrame
      title={`${name} · ${t(`host.page.view.${view}`)}`}
      heading={<Heading host={host} name={name} now={vitals.now} silent={vitals.silent} />}
      tools={<HostPicker hosts={hosts} host={host} onHost={(next) => change({ host: next }, 'push')} />}
    >
      <Tabs
        label={name}
        current={hrefOf(view)}
        tabs={VIEWS.map((one) => ({ href: hrefOf(one), label: `host.page.view.${one}` }))}
      />
      {view === 'vitals' ? <VitalsView host={host} answer={vitals} /> : null}
      {view === 'disks' ? <DisksView host={host} answer={vitals} /> : null}
      {view === 'services' ? <ServicesView host={host} /> : null}
      {view === 'logs' ? <LogsView host={host} /> : null}
    </PageFrame>
  )
}

/** Some names say their version already. */
function nameSystem({ name, version }: NonNullable<Now['vitals']['facts']['distribution']>): string {
  return version && !name.includes(version) ? `${name} ${version}` : name
}

interface HeadingProps {
  readonly host: string
  readonly name: string
  readonly now: Now | undefined
  readonly silent: boolean
}

function Heading({ host, name, now, silent }: HeadingProps) {
  const { t, value, ago } = useWords()
  const nowMs = useNow(1000)
  const judged = useHostState(host)
  const state = silent || !now ? 'silent' : judged
  const facts = now?.vitals.facts
  const said = [
    facts?.distribution ? nameSystem(facts.distribution) : '',
    facts?.kernel ?? '',
    facts?.container ? t('host.page.container', { engine: facts.container }) : '',
    facts ? t('host.page.cores', { count: facts.cores }) : '',
    now?.vitals.uptimeSeconds === undefined
      ? ''
      : t('host.page.up', { uptime: value(now.vitals.uptimeSeconds, 'uptime') }),
    now ? t(silent ? 'host.page.silent' : 'host.page.age', { age: ago(now.vitals.atMs, nowMs) }) : '',
  ]
  return (
    <span className="host-heading">
      <StatusDot state={state} label={t(`shell.state.${state}`)} /> {name}{' '}
      <small className="muted">{said.filter(Boolean).join(' · ')}</small>
    </span>
  )
}
