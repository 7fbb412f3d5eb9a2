/** Every rule, how often it rose in 30 days, and how often it would have with today's limits. */
import { useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { StatusDot, toState } from '../../../../web/ui/state.tsx'
import { type Column, VirtualTable } from '../../../../web/ui/table.tsx'
import type { RuleReport } from '../../../core/findings/schema.ts'
import type { RulesList } from '../schema.ts'
import { FindingTabs } from './finding-tabs.tsx'

const DAY_MS = 86_400_000

export function Rules() {
  const words = useWords()
  const { t, lasting } = words
  const answer = useQuery({
    queryKey: ['findings', 'rules'],
    queryFn: ({ signal }) => get<RulesList>('/api/findings/rules', undefined, signal),
  })
  const columns: readonly Column<RuleReport>[] = [
    {
      id: 'rule',
      label: t('findings.page.rule'),
      width: 'minmax(180px, 2fr)',
      value: ({ rule }) => rule,
      cell: ({ rule, severity }) => (
        <>
          <StatusDot state={toState(severity)} label={t(`shell.state.${severity}`)} />{' '}
          <Anchor href={`/findings?state=all&rule=${encodeURIComponent(rule)}`}>{rule}</Anchor>
        </>
      ),
    },
    {
      id: 'severity',
      label: t('findings.page.severity'),
      value: ({ severity }) => t(`shell.state.${severity}`),
      extra: true,
    },
    { id: 'open', label: t('findings.page.state.open'), value: ({ open }) => open, end: true, phone: true },
    { id: 'fired', label: t('findings.page.fired'), value: ({ fired }) => fired, end: true, phone: true },
    {
      id: 'would',
      label: t('findings.page.would'),
      value: ({ wouldHaveFired }) => wouldHaveFired,
      cell: ({ wouldHaveFired, historyDays }) =>
        wouldHaveFired === null
          ? t('findings.page.would-unknown')
          : t('findings.page.would-in', { times: wouldHaveFired, span: lasting((historyDays ?? 0) * DAY_MS) }),
      end: true,
      width: 'minmax(150px, 1fr)',
    },
    {
      id: 'raise',
      label: t('findings.page.hysteresis'),
      value: ({ raiseAfter, clearAfter }) => `${raiseAfter} / ${clearAfter}`,
      end: true,
      width: 'minmax(110px, 1fr)',
    },
    {
      id: 'symptom',
      label: t('findings.page.symptom-of'),
      value: ({ symptomOf }) => symptomOf.join(', '),
      width: 'minmax(140px, 1fr)',
    },
  ]
  return (
    <Page title={t('findings.page.rules')}>
      <FindingTabs />
      <Card title={t('findings.page.rules')}>
        <p className="muted">{t('findings.page.rules-why')}</p>
        <Answered answer={answer}>
          {({ rules }) => (
            <VirtualTable
              label={t('findings.page.rules')}
              columns={columns}
              rows={rules}
              rowKey={({ rule }) => rule}
              empty={<Empty title={t('findings.page.rules-none')} />}
            />
          )}
        </Answered>
      </Card>
    </Page>
  )
}
