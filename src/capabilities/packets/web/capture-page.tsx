/** One capture: what it is, how far it is, and its views. The filter goes along from view to view. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense } from 'react'
import { ApiProblem, get } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered, Empty, Failed, Loading } from '../../../../web/ui/answers.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { Tabs } from '../../../../web/ui/tabs.tsx'
import { type CaptureDetail, isSettled } from '../schema.ts'
import { captureApi, captureHref, useCapture, useCaptureEvents } from './api.ts'
import { CaptureActions } from './capture-actions.tsx'
import { CaptureHead, RetryButton } from './capture-head.tsx'
import { useLatestProgress } from './capture-state.tsx'
import type { PageReport } from './page-report.ts'
import { CaptureProvider, filterSpec } from './report/capture-context.tsx'
import { TcpView } from './report/tcp-cards.tsx'
import { ApplicationsView, ConversationsView, OverviewView } from './report/views.tsx'

const PacketsView = lazy(async () => ({ default: (await import('./browser/packets-view.tsx')).PacketsView }))

export const CAPTURE_VIEWS = ['', '/conversations', '/applications', '/tcp', '/packets'] as const
export type CaptureViewName = (typeof CAPTURE_VIEWS)[number]

export function CapturePage({ id, view }: { id: string; view: CaptureViewName }) {
  const { t } = useWords()
  const answer = useCapture(id)
  useCaptureEvents()
  const name = answer.data?.name ?? t('packets.page.capture')
  return (
    <Page
      title={name}
      heading={
        <>
          <Anchor className="capture-up" href="/packets">
            {t('shell.nav.packets')}
          </Anchor>{' '}
          <span aria-hidden="true">/</span> {name}
        </>
      }
      tools={answer.data ? <CaptureActions capture={answer.data} /> : null}
    >
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
        next={<Anchor href="/packets">{t('packets.page.to-captures')}</Anchor>}
      >
        {(capture) => (
          <>
            <CaptureHead capture={capture} />
            <CaptureTabs capture={capture} view={view} />
            <WithReport capture={capture} view={view}>
              {view === '' ? <OverviewView /> : null}
              {view === '/conversations' ? <ConversationsView /> : null}
              {view === '/applications' ? <ApplicationsView /> : null}
              {view === '/tcp' ? <TcpView /> : null}
              {view === '/packets' ? (
                <Suspense
                  fallback={
                    <div className="page-row">
                      <Loading tall />
                    </div>
                  }
                >
                  <PacketsView capture={capture} />
                </Suspense>
              ) : null}
            </WithReport>
          </>
        )}
      </Answered>
    </Page>
  )
}

function CaptureTabs({ capture, view }: { capture: CaptureDetail; view: CaptureViewName }) {
  const { t } = useWords()
  const [{ filter }] = useAddress(filterSpec)
  const query = filter ? `?filter=${encodeURIComponent(filter)}` : ''
  const hrefOf = (part: CaptureViewName) => `${captureHref(capture.id)}${part}${query}`
  return (
    <Tabs
      label={t('packets.page.views')}
      current={hrefOf(view)}
      tabs={CAPTURE_VIEWS.map((part) => ({
        href: hrefOf(part),
        label: `packets.page.view.${part === '' ? 'overview' : part.slice(1)}`,
      }))}
    />
  )
}

/** The report as far as it is written; packets can be looked at without one. */
function WithReport(props: { capture: CaptureDetail; view: CaptureViewName; children: ReactNode }) {
  const { t } = useWords()
  const { capture, view } = props
  const progress = useLatestProgress(capture)
  const revision = progress?.revision ?? 0
  // Of one that just begins there is nothing yet to ask for.
  const begun = isSettled(capture) || revision > 0 || capture.doneMs !== undefined
  const answer = useQuery({
    enabled: begun,
    queryKey: ['packets', 'report', capture.id, isSettled(capture) ? (capture.doneMs ?? 0) : `moving ${revision}`],
    queryFn: ({ signal }) => get<PageReport>(`${captureApi(capture.id)}/report`, undefined, signal),
    placeholderData: keepPreviousData,
    retry: false,
  })
  if (answer.data) return <CaptureProvider value={{ capture, report: answer.data }}>{props.children}</CaptureProvider>
  if (view === '/packets')
    return <CaptureProvider value={{ capture, report: NO_REPORT }}>{props.children}</CaptureProvider>
  // Nobody sends it: nothing comes by itself.
  if (!begun && progress?.silent)
    return (
      <Row>
        <Empty title={t('packets.page.report-broken')} />
      </Row>
    )
  if (!answer.error)
    return (
      <Row>
        <Loading tall what={t(begun ? 'packets.page.report-loading' : 'packets.page.report-soon')} />
      </Row>
    )
  if (!isMissing(answer.error))
    return (
      <Row>
        <Failed error={answer.error} onRetry={() => void answer.refetch()} />
      </Row>
    )
  // Of one that failed the head says why, and offers to try again.
  return (
    <Row>
      {isSettled(capture) ? (
        <Empty
          title={t('packets.page.report-none')}
          action={capture.state === 'cancelled' ? <RetryButton capture={capture} /> : null}
        />
      ) : (
        <Loading tall what={t('packets.page.report-soon')} />
      )}
    </Row>
  )
}
const Row = ({ children }: { children: ReactNode }) => <div className="page-row">{children}</div>
const isMissing = (error: unknown) => error instanceof ApiProblem && error.problem.code === 'packets.report-missing'

const NO_REPORT: PageReport = {
  version: 1,
  level: 'flows',
  complete: false,
  file: { format: '', resolution: '', endian: '', linkTypes: [], problems: [], comments: [], drops: [], secrets: 0 },
  packets: 0,
  bytes: 0,
  capturedBytes: 0,
  firstNs: null,
  lastNs: null,
  minNs: null,
  maxNs: null,
  protocols: {},
  unknownLinkTypes: {},
  addresses: { ipv4: 0, ipv6: 0 },
  conversations: { tcp: 0, udp: 0 },
  flows: 0,
  topConversations: { tcp: [], udp: [] },
  topAddresses: [],
  malformed: 0,
  truncated: 0,
  hierarchy: [],
  timeline: { stepNs: 1, protocols: [] },
}
