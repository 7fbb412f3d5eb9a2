/** Who did what: filtered by the address bar, row by row, to take along, and to check. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { get } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty, Failed, Loading } from '../../../../web/ui/answers.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import type { AuditQuery, AuditRows } from '../schema.ts'
import { AuditCheck, useAuditCheck } from './audit-check.tsx'
import { AuditDrawer } from './audit-drawer.tsx'
import { AuditExport } from './audit-export.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { AuditTable } from './audit-table.tsx'
import { type AuditView, auditSpec, type ChangeAuditView, isFiltered, NO_FILTERS, toAuditQuery } from './audit-view.ts'
import { useSettled } from './use-settled.ts'
import './accounts.css'
import './audit.css'

const MINUTE_MS = 60_000
const PAGE_ROWS = 200

export function Audit() {
  const { t } = useWords()
  const me = useMe()
  const [view, change] = useAddress(auditSpec)
  const nowMs = useNow(MINUTE_MS)
  const asked = useSettled(JSON.stringify(toAuditQuery(view, Math.floor(nowMs / MINUTE_MS) * MINUTE_MS)))
  const query = useMemo(() => JSON.parse(asked) as AuditQuery, [asked])
  const check = useAuditCheck()
  return (
    <Page
      title={t('shell.nav.audit')}
      tools={
        <>
          {mayDo(me.role, 'admin') ? <AuditExport query={query} /> : null}
          <button type="button" onClick={check.start} disabled={check.isPending}>
            {t('accounts.page.check')}
          </button>
        </>
      }
    >
      <p className="page-row muted">{t('accounts.page.audit-why')}</p>
      <AuditCheck check={check} onRow={(row) => change({ row }, 'push')} />
      <AuditFilters view={view} change={change} filtered={isFiltered(query)} />
      <AuditList query={query} view={view} change={change} />
    </Page>
  )
}

function AuditList({ query, view, change }: { query: AuditQuery; view: AuditView; change: ChangeAuditView }) {
  const { t } = useWords()
  const answer = useInfiniteQuery({
    queryKey: ['accounts', 'audit', query],
    queryFn: ({ signal, pageParam }) =>
      get<AuditRows>('/api/accounts/audit', { ...query, limit: PAGE_ROWS, beforeSeq: pageParam }, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ nextBeforeSeq }) => nextBeforeSeq,
    placeholderData: keepPreviousData,
    // Asked again only while the newest page is all there is: a reader deep in the past is not disturbed.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : 15_000),
  })
  const rows = useMemo(() => answer.data?.pages.flatMap((page) => page.rows) ?? [], [answer.data])
  const open = rows.find(({ seq }) => seq === view.row)
  const more = () => {
    if (answer.hasNextPage && !answer.isFetching) void answer.fetchNextPage()
  }
  return (
    <div className="page-row audit-box">
      <Answered answer={answer} loading={<Loading tall />}>
        {() =>
          rows.length === 0 ? (
            <NoRows filtered={isFiltered(query)} onClear={() => change(NO_FILTERS)} />
          ) : (
            <>
              <AuditTable rows={rows} open={view.row} onOpen={(row) => change({ row }, 'push')} onEnd={more} />
              <p className="muted audit-count" aria-live="polite">
                {answer.isFetchingNextPage
                  ? t('accounts.page.audit-more')
                  : t(answer.hasNextPage ? 'accounts.page.audit-first' : 'accounts.page.audit-all', {
                      count: rows.length,
                    })}
              </p>
            </>
          )
        }
      </Answered>
      {answer.isFetchNextPageError ? <Failed error={answer.error} onRetry={more} /> : null}
      {view.row > 0 ? (
        <AuditDrawer
          key={view.row}
          seq={view.row}
          known={open}
          change={change}
          onClose={() => change({ row: 0 }, 'push')}
        />
      ) : null}
    </div>
  )
}

function NoRows({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useWords()
  return (
    <Empty
      title={t(filtered ? 'accounts.page.audit-none' : 'accounts.page.audit-empty')}
      action={
        filtered ? (
          <button type="button" onClick={onClear}>
            {t('accounts.page.filters-clear')}
          </button>
        ) : null
      }
    />
  )
}
