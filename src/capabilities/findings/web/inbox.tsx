/** The findings, filtered by the address bar; one of them may be open beside the list. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { FindingRow } from '../../../../web/finding/finding-row.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { integer, oneOf, optionalOneOf, text } from '../../../../web/shell/address.ts'
import { useHosts } from '../../../../web/shell/needs.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Segmented, SelectField, TextField } from '../../../../web/ui/form.tsx'
import { HostPicker } from '../../../../web/ui/host-picker.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { useRowKeys } from '../../../../web/ui/use-row-keys.ts'
import type { FindingsList } from '../schema.ts'
import { FindingDrawer } from './finding-drawer.tsx'
import { FindingTabs } from './finding-tabs.tsx'
import './findings.css'

const STATES = ['needed', 'quiet', 'open', 'cleared', 'all'] as const
const SEVERITIES = ['danger', 'caution', 'info'] as const
const PAGE_ROWS = 50
const spec = {
  state: oneOf(STATES, 'needed'),
  severity: optionalOneOf(SEVERITIES),
  host: text(),
  capability: text(),
  rule: text(),
  q: text(),
  open: text(),
  rows: integer(PAGE_ROWS, 1, 500),
}

export function Inbox() {
  const words = useWords()
  const { t } = words
  const [values, change] = useAddress(spec)
  const { state, severity, host, capability, rule, rows } = values
  const answer = useQuery({
    queryKey: ['findings', 'list', state, severity, host, capability, rule, rows],
    queryFn: ({ signal }) =>
      get<FindingsList>(
        '/api/findings',
        {
          state,
          severity,
          host: host || undefined,
          capability: capability || undefined,
          rule: rule || undefined,
          limit: rows,
        },
        signal,
      ),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  })
  return (
    <Page title={t('shell.nav.findings')}>
      <FindingTabs />
      <Filters values={values} change={change} counts={answer.data?.counts} />
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {(list) => <FindingList list={list} values={values} change={change} />}
      </Answered>
      {values.open ? (
        <FindingDrawer key={values.open} id={values.open} onClose={() => change({ open: '' }, 'push')} />
      ) : null}
    </Page>
  )
}

type Values = ReturnType<typeof useAddress<typeof spec>>[0]
type Change = ReturnType<typeof useAddress<typeof spec>>[1]

function Filters(props: { values: Values; change: Change; counts: FindingsList['counts'] | undefined }) {
  const { t } = useWords()
  const hosts = useHosts()
  const { values, change, counts } = props
  const countOf: Partial<Record<(typeof STATES)[number], number>> = counts
    ? {
        needed: counts.danger + counts.caution + counts.info,
        quiet: counts.muted + counts.expected + counts.maintenance + counts.acknowledged + counts.folded,
      }
    : {}
  return (
    <search className="page-row filters">
      <Segmented
        label={t('findings.page.state')}
        value={values.state}
        choices={STATES.map((value) => ({ value, label: t(`findings.page.state.${value}`), count: countOf[value] }))}
        onChange={(state) => change({ state, rows: PAGE_ROWS })}
      />
      <div data-filter="" className="filter-text">
        <TextField label={t('findings.page.filter')} type="search" value={values.q} onChange={(q) => change({ q })} />
      </div>
      <SelectField
        label={t('findings.page.severity')}
        value={values.severity ?? ''}
        choices={['' as const, ...SEVERITIES].map((value) => ({
          value,
          label: value === '' ? t('findings.page.any') : t(`shell.state.${value}`),
        }))}
        onChange={(value) => change({ severity: value === '' ? undefined : value })}
      />
      {hosts.length > 1 ? (
        <HostPicker hosts={hosts} host={values.host} onHost={(host) => change({ host })} all />
      ) : null}
      {values.rule || values.capability ? (
        <button type="button" onClick={() => change({ rule: '', capability: '' })}>
          {values.rule || values.capability} ✕
        </button>
      ) : null}
    </search>
  )
}

function FindingList({ list, values, change }: { list: FindingsList; values: Values; change: Change }) {
  const { t, say } = useWords()
  const wanted = values.q.trim().toLowerCase()
  const shown = list.findings.filter((finding) =>
    [say(finding.title), say(finding.why), finding.subject, finding.assignee ?? '', finding.rule]
      .join(' ')
      .toLowerCase()
      .includes(wanted),
  )
  const open = (id: string) => change({ open: id }, 'push')
  const active = useRowKeys(
    shown.map(({ id }) => id),
    open,
  )
  const calm = values.state === 'needed' && wanted === '' && values.severity === undefined
  return (
    <Card
      title={t(`findings.page.state.${values.state}`)}
      aside={t('findings.page.shown', { shown: shown.length, total: list.total })}
    >
      {shown.length === 0 ? (
        <Empty
          title={t(calm ? 'findings.page.calm' : 'findings.page.none')}
          action={
            calm ? null : (
              <button
                type="button"
                onClick={() =>
                  change({ q: '', severity: undefined, host: '', rule: '', capability: '', state: 'needed' })
                }
              >
                {t('findings.page.clear-filters')}
              </button>
            )
          }
        />
      ) : (
        <ul>
          {shown.map((finding) => (
            <FindingRow
              key={finding.id}
              finding={finding}
              active={finding.id === active || finding.id === values.open}
              href={hrefWith(finding.id)}
            />
          ))}
        </ul>
      )}
      {list.findings.length < list.total ? (
        <div className="actions">
          <button type="button" onClick={() => change({ rows: Math.min(500, values.rows + PAGE_ROWS) })}>
            {t('findings.page.more')}
          </button>
        </div>
      ) : null}
    </Card>
  )
}

/** The same list with this one open: what the address bar would say. */
function hrefWith(id: string): string {
  const query = new URLSearchParams(location.search)
  query.set('open', id)
  return `/findings?${query}`
}
