/** Effective settings: what each is for, its value, and where that comes from; for admins. */
import { useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { flag, text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Card, Facts } from '../../../../web/ui/card.tsx'
import { Drawer } from '../../../../web/ui/drawer.tsx'
import { Segmented, TextField } from '../../../../web/ui/form.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { type Column, VirtualTable } from '../../../../web/ui/table.tsx'
import type { SettingsView } from '../schema.ts'
import { CodeLine } from './code-line.tsx'
import {
  describeKey,
  isChanged,
  matchesSetting,
  readUnit,
  type Setting,
  toShownValue,
  toSourceText,
  toYaml,
} from './setting-words.ts'
import './accounts.css'

const spec = { q: text(), changed: flag(), open: text() }

export function Settings() {
  const { t } = useWords()
  const answer = useQuery({
    queryKey: ['accounts', 'settings'],
    queryFn: ({ signal }) => get<SettingsView>('/api/accounts/settings', undefined, signal),
  })
  return (
    <Page title={t('shell.nav.settings')}>
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {({ settings }) => <SettingList settings={settings} />}
      </Answered>
    </Page>
  )
}

function SettingList({ settings }: { settings: readonly Setting[] }) {
  const { t } = useWords()
  const [{ q, changed, open }, change] = useAddress(spec)
  const columns = useColumns()
  const describe = useDescription()
  const chosen = settings.filter(isChanged)
  const shown = (changed ? chosen : settings).filter((setting) => matchesSetting(setting, describe(setting), q))
  const opened = settings.find(({ name }) => name === open)
  return (
    <Card title={t('accounts.page.settings-all')}>
      <p className="muted account-note">{t('accounts.page.settings-why')}</p>
      <search className="setting-filters">
        <div data-filter="">
          <TextField
            label={t('accounts.page.settings-find')}
            type="search"
            value={q}
            onChange={(value) => change({ q: value })}
          />
        </div>
        <Segmented
          label={t('accounts.page.settings-which')}
          value={changed ? 'changed' : 'all'}
          choices={[
            { value: 'all', label: t('accounts.page.settings.all'), count: settings.length },
            { value: 'changed', label: t('accounts.page.settings.changed'), count: chosen.length },
          ]}
          onChange={(value) => change({ changed: value === 'changed' })}
        />
      </search>
      <VirtualTable
        label={t('shell.nav.settings')}
        columns={columns}
        rows={shown}
        rowKey={({ name }) => name}
        open={open}
        onOpen={({ name }) => change({ open: name }, 'push')}
        height={600}
        empty={
          <Empty title={t(q === '' ? 'accounts.page.settings-none' : 'shell.table.none')}>
            {q === '' ? t('accounts.page.settings-none-why') : null}
          </Empty>
        }
      />
      {opened ? <SettingDrawer setting={opened} onClose={() => change({ open: '' }, 'push')} /> : null}
    </Card>
  )
}

function useDescription(): (setting: Setting) => string {
  const { t, has } = useWords()
  return ({ name }) => {
    const key = describeKey(name, has)
    return key === undefined ? '' : t(key)
  }
}

function useColumns(): readonly Column<Setting>[] {
  const { t, say } = useWords()
  const describe = useDescription()
  return [
    {
      id: 'name',
      label: t('accounts.page.setting'),
      value: ({ name }) => name,
      cell: (setting) => (isChanged(setting) ? <b>{setting.name}</b> : setting.name),
      width: 'minmax(200px, 1.2fr)',
      mono: true,
    },
    {
      id: 'value',
      label: t('accounts.page.setting-value'),
      value: ({ value }) => toShownValue(value),
      cell: (setting) => <SettingValue setting={setting} />,
      width: 'minmax(140px, 1.4fr)',
      phone: true,
    },
    {
      id: 'source',
      label: t('accounts.page.setting-source'),
      value: ({ source }) => say(toSourceText(source)),
      cell: (setting) => <span className={isChanged(setting) ? '' : 'muted'}>{say(toSourceText(setting.source))}</span>,
      width: 'minmax(130px, 1fr)',
    },
    { id: 'what', label: t('accounts.page.setting-what'), value: describe, width: 'minmax(240px, 2.4fr)' },
  ]
}

function SettingValue({ setting }: { setting: Setting }) {
  const { t, value: format } = useWords()
  const shown = toShownValue(setting.value)
  const unit = readUnit(setting)
  if (shown === '') return <span className="muted">{t('accounts.page.setting-empty')}</span>
  return (
    <>
      <code>{shown}</code> {unit ? <span className="muted">= {format(unit.value, unit.unit)}</span> : null}
    </>
  )
}

function SettingDrawer({ setting, onClose }: { setting: Setting; onClose: () => void }) {
  const { t, say } = useWords()
  const describe = useDescription()
  return (
    <Drawer title={setting.name} onClose={onClose}>
      <p>{describe(setting)}</p>
      <Facts
        rows={[
          [t('accounts.page.setting-value'), <SettingValue key="value" setting={setting} />],
          [t('accounts.page.setting-source'), say(toSourceText(setting.source))],
        ]}
      />
      <section>
        <h3>{t('accounts.page.setting-how')}</h3>
        <p className="account-note">{t('accounts.page.setting-file')}</p>
        <CodeLine text={toYaml(setting)} />
        <p className="muted account-note">{t('accounts.page.setting-order')}</p>
      </section>
    </Drawer>
  )
}
