/** One search over every capability: users, addresses, hosts, processes, URLs. */
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue } from 'react'
import { get } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { text } from '../../../../web/shell/address.ts'
import { useAddress, useGo } from '../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { TextField } from '../../../../web/ui/form.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useRowKeys } from '../../../../web/ui/use-row-keys.ts'
import type { SearchAnswer } from '../schema.ts'

const spec = { q: text() }

export function SearchResults() {
  const { t } = useWords()
  const [{ q }, change] = useAddress(spec)
  const query = useDeferredValue(q.trim())
  const answer = useQuery({
    queryKey: ['search', query],
    queryFn: ({ signal }) => get<SearchAnswer>('/api/overview/search', { q: query }, signal),
    enabled: query !== '',
  })
  return (
    <Page title={t('shell.nav.search')}>
      <search className="page-row" data-filter="">
        <TextField
          label={t('overview.page.search')}
          hint={t('overview.page.search-hint')}
          type="search"
          value={q}
          onChange={(value) => change({ q: value })}
          autoFocus
        />
      </search>
      {query === '' ? null : <Answered answer={answer}>{(found) => <Found found={found} />}</Answered>}
    </Page>
  )
}

function Found({ found }: { found: SearchAnswer }) {
  const { t, say } = useWords()
  const go = useGo()
  const kinds = [...new Set(found.hits.map(({ kind }) => kind))]
  const ordered = kinds.flatMap((kind) => found.hits.filter((hit) => hit.kind === kind))
  const active = useRowKeys(
    ordered.map((_, index) => String(index)),
    (index) => {
      const hit = ordered[Number(index)]
      if (hit) go(hit.href)
    },
  )
  return (
    <>
      {found.missing.length > 0 ? (
        <p className="page-row">
          <StatusDot state="silent" /> {t('overview.page.search-missing', { names: found.missing.join(', ') })}
        </p>
      ) : null}
      {found.hits.length === 0 ? (
        <Card tone="dim" title={t('shell.palette.hits')}>
          <Empty title={t('overview.page.search-none', { query: found.query })}>{t('overview.page.search-tip')}</Empty>
        </Card>
      ) : null}
      {kinds.map((kind) => (
        <Card key={kind} title={t(`shell.hit.${kind}`)} aside={found.hits.filter((hit) => hit.kind === kind).length}>
          <ul className="list-rows">
            {ordered.map((hit, index) =>
              hit.kind === kind ? (
                <li
                  key={`${hit.href} ${hit.title}`}
                  data-row={index}
                  className={String(index) === active ? 'finding-active split' : 'split'}
                >
                  <Anchor href={hit.href}>{hit.title}</Anchor>
                  <span className="muted">{say(hit.detail)}</span>
                </li>
              ) : null,
            )}
          </ul>
        </Card>
      ))}
    </>
  )
}
