/** Who, what, where, how it ended, when, and words. */
import { useState } from 'react'
import { useWords } from '../../../../web/locales/words.tsx'
import { useHosts } from '../../../../web/shell/needs.ts'
import { Segmented, SelectField, TextField } from '../../../../web/ui/form.tsx'
import { HostPicker } from '../../../../web/ui/host-picker.tsx'
import { useNarrow } from '../../../../web/ui/use-narrow.ts'
import { parseLocalTime, writeLocalTime } from '../../../../web/ui/zoned-time.ts'
import { type AuditView, type ChangeAuditView, NO_FILTERS, OUTCOMES, SINCES } from './audit-view.ts'
import { KNOWN_ACTIONS, sayAction } from './audit-words.ts'

const DAY_MS = 86_400_000

export function AuditFilters(props: { view: AuditView; change: ChangeAuditView; filtered: boolean }) {
  const { t } = useWords()
  const narrow = useNarrow()
  const { view, change } = props
  const words = (
    <div data-filter="">
      <TextField label={t('accounts.page.audit-text')} type="search" value={view.q} onChange={(q) => change({ q })} />
    </div>
  )
  if (!narrow)
    return (
      <search className="page-row audit-filters">
        {words}
        <Others {...props} />
      </search>
    )
  return (
    <search className="page-row form">
      {words}
      <details open={props.filtered}>
        <summary>{t('accounts.page.filters')}</summary>
        <div className="audit-filter-rest">
          <Others {...props} />
        </div>
      </details>
    </search>
  )
}

function Others({ view, change, filtered }: { view: AuditView; change: ChangeAuditView; filtered: boolean }) {
  const { t } = useWords()
  const hosts = useHosts()
  return (
    <>
      <WhoField who={view.who} onWho={(who) => change({ who })} />
      <ActionField action={view.action} onAction={(action) => change({ action })} />
      <SinceField view={view} change={change} />
      {hosts.length > 1 ? <HostPicker hosts={hosts} host={view.host} onHost={(host) => change({ host })} all /> : null}
      <div className="audit-outcomes">
        <Segmented
          label={t('accounts.page.audit-outcome')}
          value={view.outcome ?? 'all'}
          choices={(['all', ...OUTCOMES] as const).map((value) => ({
            value,
            label: t(`accounts.page.outcome.${value}`),
          }))}
          onChange={(value) => change({ outcome: value === 'all' ? undefined : value })}
        />
        {filtered ? (
          <button type="button" onClick={() => change(NO_FILTERS)}>
            {t('accounts.page.filters-clear')}
          </button>
        ) : null}
      </div>
    </>
  )
}

/** Names are compared whole, so half a name must not be asked for: Enter or leaving the field does. */
function WhoField({ who, onWho }: { who: string; onWho: (who: string) => void }) {
  const { t } = useWords()
  const [typed, setTyped] = useState<string>()
  const take = () => {
    if (typed !== undefined && typed !== who) onWho(typed)
    setTyped(undefined)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears what the field inside lets through
    <div
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
      }}
    >
      <TextField label={t('accounts.page.audit-who')} type="search" value={typed ?? who} onChange={setTyped} />
    </div>
  )
}

/** All of one capability, or one action; an action that only the address knows is offered too. */
function ActionField({ action, onAction }: { action: string; onAction: (action: string) => void }) {
  const words = useWords()
  const { t } = words
  const parts = [...new Set(KNOWN_ACTIONS.map((known) => known.slice(0, known.indexOf('.') + 1)))]
  const known = parts.flatMap((part) => [part, ...KNOWN_ACTIONS.filter((one) => one.startsWith(part))])
  const label = (value: string) => {
    if (value === '') return t('accounts.page.any')
    const name = `shell.nav.${value.slice(0, -1)}`
    if (!value.endsWith('.')) return sayAction(words, value, '…')
    return t('accounts.page.all-of', { name: words.has(name) ? t(name) : value.slice(0, -1) })
  }
  const extra = action === '' || known.includes(action) ? [] : [action]
  return (
    <SelectField
      label={t('accounts.page.audit-what')}
      value={action}
      choices={['', ...extra, ...known].map((value) => ({ value, label: label(value) }))}
      onChange={onAction}
    />
  )
}

function SinceField({ view, change }: { view: AuditView; change: ChangeAuditView }) {
  const { t, zone } = useWords()
  const choose = (since: AuditView['since']) =>
    change(since === 'fixed' ? { since, from: Date.now() - DAY_MS, to: Date.now() } : { since, from: 0, to: 0 })
  const end = (name: 'from' | 'to') => (
    <TextField
      label={t(`shell.range.${name}`)}
      type="datetime-local"
      value={view[name] > 0 ? writeLocalTime(view[name], zone) : ''}
      onChange={(local) => change({ [name]: parseLocalTime(local, zone) ?? 0 })}
      problem={name === 'to' && view.to > 0 && view.to <= view.from ? t('shell.range.wrong') : undefined}
    />
  )
  return (
    <>
      <SelectField
        label={t('shell.range.title')}
        value={view.since}
        choices={SINCES.map((value) => ({
          value,
          label: value === 'any' ? t('accounts.page.any-time') : t(`shell.range.${value}`),
        }))}
        onChange={choose}
      />
      {view.since === 'fixed' ? (
        <>
          {end('from')}
          {end('to')}
        </>
      ) : null}
    </>
  )
}
