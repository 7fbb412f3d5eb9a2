/** One row in full: who, from where, by which plan, and what came of it. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '../../../../web/api/client.ts'
import { problemKey } from '../../../../web/api/words.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Facts } from '../../../../web/ui/card.tsx'
import { Drawer } from '../../../../web/ui/drawer.tsx'
import { type State, StatusDot } from '../../../../web/ui/state.tsx'
import type { Text } from '../../../core/schema.ts'
import type { AuditRows, AuditRowView } from '../schema.ts'
import { type ChangeAuditView, NO_FILTERS } from './audit-view.ts'
import { isUnlikeSaid, OUTCOME_STATE, readPlan, sayRow } from './audit-words.ts'

interface Props {
  readonly seq: number
  /** The row, when the list has it already. */
  readonly known: AuditRowView | undefined
  readonly change: ChangeAuditView
  readonly onClose: () => void
}

export function AuditDrawer({ seq, known, change, onClose }: Props) {
  const words = useWords()
  const { t } = words
  const answer = useQuery({
    queryKey: ['accounts', 'audit-row', seq],
    queryFn: async ({ signal }) => {
      const page = await get<AuditRows>('/api/accounts/audit', { beforeSeq: seq + 1, limit: 1 }, signal)
      return { row: page.rows.find((row) => row.seq === seq) }
    },
    enabled: known === undefined,
    ...(known ? { initialData: { row: known } } : {}),
  })
  const row = answer.data?.row
  return (
    <Drawer
      title={
        row ? (
          <>
            <StatusDot state={OUTCOME_STATE[row.outcome]} label={t(`accounts.page.outcome.${row.outcome}`)} />{' '}
            {isUnlikeSaid(row) ? `${t(`accounts.page.outcome.${row.outcome}`)}: ` : ''}
            {sayRow(words, row)}
          </>
        ) : (
          t('accounts.page.audit-row', { seq })
        )
      }
      onClose={onClose}
    >
      <Answered answer={answer}>
        {({ row: found }) =>
          found ? (
            <RowInFull row={found} change={change} />
          ) : (
            <Empty title={t('accounts.page.audit-row-gone', { seq })}>{t('accounts.page.audit-row-gone-why')}</Empty>
          )
        }
      </Answered>
    </Drawer>
  )
}

function RowInFull({ row, change }: { row: AuditRowView; change: ChangeAuditView }) {
  const { t, at } = useWords()
  const { who } = row
  const only = (filter: Parameters<ChangeAuditView>[0], label: string) => (
    <button type="button" className="button-small" onClick={() => change({ ...NO_FILTERS, ...filter })}>
      {label}
    </button>
  )
  return (
    <>
      <Facts
        rows={[
          [t('accounts.page.audit-when'), `${at(row.atMs, 'date')} ${at(row.atMs, 'clock')}`],
          [
            t('accounts.page.audit-who'),
            `${who.name} (${[t(`accounts.page.kind.${who.kind}`), t(`shell.role.${who.role}`)].join(', ')})`,
          ],
          [t('accounts.page.audit-from'), <code key="from">{row.from}</code>],
          [t('accounts.page.audit-host'), row.host],
          [t('accounts.page.audit-code'), <code key="action">{row.action}</code>],
          [t('accounts.page.audit-target'), row.target],
          [t('accounts.page.audit-outcome'), t(`accounts.page.outcome.${row.outcome}`)],
          [t('accounts.page.audit-number'), row.seq],
        ]}
      />
      <div className="actions">
        {only({ who: who.name }, t('accounts.page.audit-only-who', { name: who.name }))}
        {only({ action: row.action }, t('accounts.page.audit-only-action'))}
      </div>
      <Details row={row} />
      <PlanInFull plan={row.plan} />
    </>
  )
}

function Details({ row }: { row: AuditRowView }) {
  const words = useWords()
  const { t } = words
  const entries = Object.entries(row.details ?? {}).filter(([, value]) => value !== null && value !== '')
  if (entries.length === 0) return null
  const code = row.details?.['code']
  const reason = typeof code === 'string' && words.has(problemKey(code)) ? readReason(code, row, words) : undefined
  return (
    <section>
      <h3>{t('accounts.page.audit-details')}</h3>
      {reason ? <p className="account-note">{reason}</p> : null}
      <Facts
        rows={entries.map(([name, value]) => [sayDetail(words, name), sayValue(words, name, String(value))] as const)}
      />
    </section>
  )
}
/** A sentence that needs values the row does not hold says less than the code beside it. */
function readReason(code: string, row: AuditRowView, { say }: ReturnType<typeof useWords>): string | undefined {
  const sentence = say({ key: problemKey(code), params: { name: row.target, ...row.details } })
  return sentence.includes('{{') ? undefined : sentence
}
const sayDetail = ({ t, has }: ReturnType<typeof useWords>, name: string) =>
  has(`accounts.page.detail.${name}`) ? t(`accounts.page.detail.${name}`) : name

const sayValue = ({ t, has }: ReturnType<typeof useWords>, name: string, value: string) =>
  name === 'role' && has(`shell.role.${value}`) ? t(`shell.role.${value}`) : value

function PlanInFull({ plan }: { plan: unknown }) {
  const { t, say } = useWords()
  const shown = readPlan(plan)
  if (plan === undefined) return null
  if (!shown)
    return (
      <section>
        <h3>{t('accounts.page.audit-plan')}</h3>
        <pre className="audit-json dense">{JSON.stringify(plan, null, 2)}</pre>
      </section>
    )
  return (
    <section className="plan">
      <div>
        <h3>{t('accounts.page.audit-plan')}</h3>
        <p>{say(shown.summary)}</p>
      </div>
      <Part title={t('shell.plan.steps')} texts={shown.steps} />
      <Part title={t('shell.plan.consequences')} texts={shown.consequences} state="caution" />
      <Part title={t('shell.plan.refusals')} texts={shown.refusals} state="danger" />
    </section>
  )
}

function Part(props: { title: string; texts: readonly Text[]; state?: State }): ReactNode {
  const { say } = useWords()
  if (props.texts.length === 0) return null
  const items = props.texts.map((text) => (
    <li key={JSON.stringify(text)}>
      {props.state ? <StatusDot state={props.state} /> : null}
      <span>{say(text)}</span>
    </li>
  ))
  return (
    <div>
      <h3>{props.title}</h3>
      {props.state ? <ul className="plan-points">{items}</ul> : <ol className="plan-steps">{items}</ol>}
    </div>
  )
}
