/** What runs on one machine, dangerous first; filters and the process that is open stand in the address. */
import { useDeferredValue, useMemo } from 'react'
import { LOCAL_HOST } from '../../../../web/api/hosts.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { flag, optionalOneOf, text } from '../../../../web/shell/address.ts'
import { useHosts } from '../../../../web/shell/needs.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { CheckField, Segmented, SelectField, TextField } from '../../../../web/ui/form.tsx'
import { HostPicker } from '../../../../web/ui/host-picker.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { VirtualTable } from '../../../../web/ui/table.tsx'
import { type ProcessList as List, type ProcessRow, toKey } from '../schema.ts'
import { LimitsNotice } from './limits-notice.tsx'
import { useProcessColumns } from './process-columns.tsx'
import { ProcessDrawer } from './process-drawer.tsx'
import { ProcessTabs } from './process-tabs.tsx'
import {
  countVerdicts,
  filterProcesses,
  listUsers,
  orderByDanger,
  parseIdentity,
  VERDICTS_WORST_FIRST,
} from './process-view.ts'
import { useProcesses } from './use-processes.ts'

const spec = {
  host: text(LOCAL_HOST),
  verdict: optionalOneOf(VERDICTS_WORST_FIRST),
  q: text(),
  user: text(),
  listening: flag(),
  kernel: flag(),
  open: text(),
  /** What findings and the search call the process they are about. */
  process: text(),
}
type Values = ReturnType<typeof useAddress<typeof spec>>[0]
type Change = ReturnType<typeof useAddress<typeof spec>>[1]

export function ProcessList() {
  const { t } = useWords()
  const hosts = useHosts()
  const [values, change] = useAddress(spec)
  const { host } = values
  const answer = useProcesses(host)
  const opened = parseIdentity(values.open || values.process)
  const close = () => change({ open: '', process: '' }, 'push')
  return (
    <Page
      title={t('shell.nav.processes')}
      tools={
        <HostPicker
          hosts={hosts}
          host={host}
          onHost={(next) => change({ host: next, open: '', process: '', user: '' }, 'push')}
        />
      }
    >
      <ProcessTabs host={host} />
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {(list) => <ProcessTable list={list} values={values} change={change} />}
      </Answered>
      {opened ? <ProcessDrawer key={`${host} ${toKey(opened)}`} host={host} identity={opened} onClose={close} /> : null}
    </Page>
  )
}

function ProcessTable({ list, values, change }: { list: List; values: Values; change: Change }) {
  const { t, ago, value } = useWords()
  const nowMs = useNow(2000)
  const columns = useProcessColumns()
  const { verdict, user, listening, kernel } = values
  // Typing comes first, thousands of rows after it.
  const q = useDeferredValue(values.q)
  const ordered = useMemo(() => orderByDanger(list.processes), [list.processes])
  const fitting = useMemo(
    () => filterProcesses(ordered, { q, user, listening, kernel }),
    [ordered, q, user, listening, kernel],
  )
  const shown = useMemo(
    () => (verdict ? fitting.filter((row) => row.verdict === verdict && !row.kernel) : fitting),
    [fitting, verdict],
  )
  const plain = q === '' && user === '' && !listening && verdict === undefined
  const clear = () => change({ q: '', user: '', listening: false, verdict: undefined })
  return (
    <>
      <Filters list={list} fitting={fitting} values={values} change={change} />
      <LimitsNotice limits={list.limits} total={list.counts.total - list.counts.kernel} />
      <Card
        title={t('shell.nav.processes')}
        aside={t('processes.page.looked', { age: ago(list.atMs, nowMs), took: value(list.tookMs, 'milliseconds') })}
      >
        <VirtualTable
          label={t('shell.nav.processes')}
          columns={columns}
          rows={shown}
          rowKey={toKey}
          open={values.open || values.process || undefined}
          onOpen={(row) => change({ open: toKey(row), process: '' }, 'push')}
          height={640}
          empty={
            <Empty
              title={t('processes.page.none')}
              action={
                plain ? null : (
                  <button type="button" onClick={clear}>
                    {t('processes.page.clear-filters')}
                  </button>
                )
              }
            />
          }
        />
      </Card>
    </>
  )
}

function Filters(props: { list: List; fitting: readonly ProcessRow[]; values: Values; change: Change }) {
  const { t } = useWords()
  const { list, fitting, values, change } = props
  const counts = useMemo(() => countVerdicts(fitting), [fitting])
  const users = useMemo(() => listUsers(list.processes), [list.processes])
  return (
    <search className="page-row filters">
      <Segmented
        label={t('processes.page.verdict')}
        value={values.verdict ?? 'any'}
        choices={[
          { value: 'any' as const, label: t('processes.page.any'), count: fitting.length },
          ...VERDICTS_WORST_FIRST.map((value) => ({
            value,
            label: t(`processes.page.verdict.${value}`),
            count: counts[value],
          })),
        ]}
        onChange={(value) => change({ verdict: value === 'any' ? undefined : value })}
      />
      <div data-filter="" className="filter-text">
        <TextField label={t('processes.page.filter')} type="search" value={values.q} onChange={(q) => change({ q })} />
      </div>
      <SelectField
        label={t('processes.page.user')}
        value={values.user}
        choices={[
          { value: '', label: t('processes.page.any-user') },
          ...withChosen(users, values.user).map((value) => ({ value, label: value })),
        ]}
        onChange={(user) => change({ user })}
      />
      <CheckField
        label={t('processes.page.listening')}
        checked={values.listening}
        onChange={(listening) => change({ listening })}
      />
      <CheckField
        label={t('processes.page.kernel', { count: list.counts.kernel })}
        checked={values.kernel}
        onChange={(kernel) => change({ kernel })}
      />
    </search>
  )
}
/** A user whose last process has just ended is still what was asked for. */
const withChosen = (users: readonly string[], chosen: string) =>
  chosen === '' || users.includes(chosen) ? users : [...users, chosen]
