import type { ReactNode } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Card, Facts } from '../../../../../web/ui/card.tsx'
import type { NameCount } from '../../../../decoder/report.ts'
import { framesTerm, quote } from '../filter-terms.ts'
import { mostFirst } from '../page-report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'
import { CountBars, type CountRow } from './count-bars.tsx'

const MOST_REQUESTS = 20

export function HttpCard() {
  const { t, value } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const { http } = report
  if (!http || http.requests + http.responses === 0) return null
  const named = (rows: readonly NameCount[], field: string | undefined): readonly CountRow[] =>
    rows.map(({ name, count }) => ({
      label: name,
      count,
      href: field ? narrowed(`${field} == ${quote(name)}`) : undefined,
    }))
  return (
    <Card title="HTTP" span={6}>
      <Facts
        rows={[
          [t('packets.page.http-requests'), value(http.requests, 'count')],
          [t('packets.page.http-responses'), value(http.responses, 'count')],
        ]}
      />
      <Part
        title={t('packets.page.http-methods')}
        rows={countsOf(http.methods, (name) => narrowed(`http.request.method == ${quote(name)}`))}
      />
      <Part
        title={t('packets.page.http-statuses')}
        rows={countsOf(http.statuses, (code) => narrowed(`http.response.code == ${code}`))}
      />
      <Part title={t('packets.page.http-hosts')} rows={named(http.topHosts, 'http.host')} />
      <Part title={t('packets.page.http-servers')} rows={named(http.servers, 'http.server')} />
      <Part title={t('packets.page.http-types')} rows={named(http.contentTypes, 'http.content_type')} />
      <Part
        title={t('packets.page.http-agents')}
        rows={http.userAgents.map((agent) => ({
          label: agent,
          count: 0,
          href: narrowed(`http.user_agent == ${quote(agent)}`),
        }))}
        plain
      />
      {http.firstRequests.length > 0 ? (
        <>
          <h3 className="part-title">{t('packets.page.http-first')}</h3>
          <ol className="request-list dense">
            {http.firstRequests.slice(0, MOST_REQUESTS).map(({ method, host, uri, frame }) => (
              <li key={frame}>
                <Anchor href={narrowed(framesTerm([frame]))}>
                  <b>{method}</b> {host}
                  {uri}
                </Anchor>
              </li>
            ))}
          </ol>
        </>
      ) : null}
    </Card>
  )
}

const countsOf = (counts: Readonly<Record<string, number>>, href: (name: string) => string): readonly CountRow[] =>
  mostFirst(counts).map(([label, count]) => ({ label, count, href: href(label) }))

/** Rows under a small heading; nothing when there are none. `plain` is a list of what has no count. */
export function Part({ title, rows, plain }: { title: string; rows: readonly CountRow[]; plain?: true }): ReactNode {
  if (rows.length === 0) return null
  return (
    <>
      <h3 className="part-title">{title}</h3>
      {plain ? (
        <ul className="request-list dense">
          {rows.slice(0, MOST_REQUESTS).map(({ label, href }) => (
            <li key={label}>{href ? <Anchor href={href}>{label}</Anchor> : label}</li>
          ))}
        </ul>
      ) : (
        <CountBars rows={rows} shown={6} />
      )}
    </>
  )
}
