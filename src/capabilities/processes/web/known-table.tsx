/** Known processes: filtered and paged by the console, each with what is allowed and why. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { flag, integer, optionalOneOf, text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Card, Tag } from '../../../../web/ui/card.tsx'
import { CheckField, SelectField, TextField } from '../../../../web/ui/form.tsx'
import { CATEGORIES, type KnownPage, toReasonText } from '../policy/schema.ts'
import { PLATFORMS } from '../schema.ts'
import { KnownDialog } from './known-dialog.tsx'
import { POLICIES_API } from './policy-files.tsx'
import { toAllowance } from './policy-form.ts'

const PAGE_ROWS = 50
const spec = {
  q: text(),
  platform: optionalOneOf(PLATFORMS),
  category: optionalOneOf(CATEGORIES),
  edited: flag(),
  offset: integer(0),
}
type Values = ReturnType<typeof useAddress<typeof spec>>[0]
type Change = ReturnType<typeof useAddress<typeof spec>>[1]
export type KnownRow = KnownPage['rows'][number]

export function KnownTable() {
  const { t } = useWords()
  const me = useMe()
  const [values, change] = useAddress(spec)
  const [shown, setShown] = useState<KnownRow | 'new'>()
  const { q, platform, category, edited, offset } = values
  const answer = useQuery({
    queryKey: ['processes', 'policies', 'known', q, platform, category, edited, offset],
    queryFn: ({ signal }) =>
      get<KnownPage>(
        `${POLICIES_API}/known`,
        { q: q || undefined, platform, category, edited: edited || undefined, offset, limit: PAGE_ROWS },
        signal,
      ),
    placeholderData: keepPreviousData,
  })
  const admin = mayDo(me.role, 'admin')
  return (
    <Card
      title={t('processes.page.known')}
      aside={
        admin ? (
          <button type="button" className="button-small" onClick={() => setShown('new')}>
            {t('processes.page.add')}…
          </button>
        ) : null
      }
    >
      <KnownFilters values={values} change={change} page={answer.data} />
      <Answered answer={answer} loading={<Loading tall />}>
        {(page) => (
          <>
            <KnownRows page={page} onEdit={admin ? setShown : undefined} />
            <Pager offset={offset} total={page.total} onOffset={(next) => change({ offset: next }, 'push')} />
          </>
        )}
      </Answered>
      {shown ? <KnownDialog known={shown === 'new' ? undefined : shown} onClose={() => setShown(undefined)} /> : null}
    </Card>
  )
}

function KnownFilters({ values, change, page }: { values: Values; change: Change; page: KnownPage | undefined }) {
  const { t } = useWords()
  const countOf = new Map(page?.categories.map(({ category, count }) => [category, count]))
  return (
    <search className="filters known-filters">
      <div data-filter="" className="filter-text">
        <TextField
          label={t('processes.page.known-filter')}
          type="search"
          value={values.q}
          onChange={(q) => change({ q, offset: 0 })}
        />
      </div>
      <SelectField
        label={t('processes.page.platform')}
        value={values.platform ?? ''}
        choices={['' as const, ...PLATFORMS].map((value) => ({
          value,
          label: value === '' ? t('processes.page.any') : t(`processes.page.platform.${value}`),
        }))}
        onChange={(value) => change({ platform: value === '' ? undefined : value, offset: 0 })}
      />
      <SelectField
        label={t('processes.page.category')}
        value={values.category ?? ''}
        choices={['' as const, ...CATEGORIES].map((value) => ({
          value,
          label:
            value === ''
              ? t('processes.page.any')
              : `${t(`processes.category.${value}`)} (${page ? (countOf.get(value) ?? 0) : '…'})`,
        }))}
        onChange={(value) => change({ category: value === '' ? undefined : value, offset: 0 })}
      />
      <CheckField
        label={t('processes.page.only-edited')}
        checked={values.edited}
        onChange={(edited) => change({ edited, offset: 0 })}
      />
    </search>
  )
}

const TONES = { system: 'danger', locked: 'caution', stoppable: 'good' } as const

function KnownRows({ page, onEdit }: { page: KnownPage; onEdit: ((row: KnownRow) => void) | undefined }) {
  const { t, say, language } = useWords()
  if (page.rows.length === 0) return <Empty title={t('processes.page.known-none')} />
  return (
    <ul className="list-rows dense">
      {page.rows.map((row) => {
        const allowance = toAllowance(row.policy)
        const reason = toReasonText(row.policy, language)
        return (
          <li key={`${row.platform} ${row.name}`} className="known-row">
            <div>
              <b>{row.name}</b> <span className="muted">{t(`processes.page.platform.${row.platform}`)}</span>
              {row.edited ? (
                <>
                  {' '}
                  <Tag tone="info">{t('processes.page.edited')}</Tag>
                </>
              ) : null}
              <p className="muted">{t(`processes.category.${row.category}`)}</p>
            </div>
            <div>
              <p>{row.description[language]}</p>
              <p className="muted">
                <span className={TONES[allowance]}>{t(`processes.page.allowance.${allowance}`)}</span>
                {reason ? <> · {say(reason)}</> : null}
              </p>
            </div>
            {onEdit ? (
              <button
                type="button"
                className="button-small"
                aria-label={t('processes.page.edit-one', { name: row.name })}
                onClick={() => onEdit(row)}
              >
                {t('processes.page.edit')}…
              </button>
            ) : null}
          </li>
        )
      })}
    </ul>
  )
}

function Pager({ offset, total, onOffset }: { offset: number; total: number; onOffset: (offset: number) => void }) {
  const { t } = useWords()
  if (total <= PAGE_ROWS && offset === 0) return null
  const last = Math.min(total, offset + PAGE_ROWS)
  return (
    <div className="actions">
      <button type="button" disabled={offset === 0} onClick={() => onOffset(Math.max(0, offset - PAGE_ROWS))}>
        {t('processes.page.page-before')}
      </button>
      <span className="muted number">
        {t('processes.page.page', { first: Math.min(total, offset + 1), last, total })}
      </span>
      <button type="button" disabled={last >= total} onClick={() => onOffset(offset + PAGE_ROWS)}>
        {t('processes.page.page-after')}
      </button>
    </div>
  )
}
