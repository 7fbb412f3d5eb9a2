/** The views of a report: what matters, who talked, what was said. */
import { useWords } from '../../../../../web/locales/words.tsx'
import { Empty } from '../../../../../web/ui/answers.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { useCaptureView } from './capture-context.tsx'
import { CertificatesCard } from './certificates-card.tsx'
import { CommentsCard } from './comments-card.tsx'
import { ConversationMap } from './conversation-map.tsx'
import { ConversationTable } from './conversation-table.tsx'
import { DamageCard } from './damage-card.tsx'
import { DnsCard } from './dns-card.tsx'
import { FilesCard } from './files-card.tsx'
import { FindingsCard } from './findings-card.tsx'
import { HttpCard } from './http-card.tsx'
import { NotesCard } from './notes-card.tsx'
import { ProtocolsCard } from './protocols-card.tsx'
import { SummaryCard } from './summary-card.tsx'
import { NamesCard, TalkersCard } from './talkers-card.tsx'
import { TimelineCard } from './timeline-card.tsx'
import { TlsCard } from './tls-card.tsx'

export function OverviewView() {
  const { capture } = useCaptureView()
  return (
    <>
      <FindingsCard />
      <SummaryCard />
      <TimelineCard />
      <DamageCard />
      <CommentsCard />
      <ProtocolsCard />
      <ConversationMap />
      <NotesCard capture={capture} />
    </>
  )
}

export function ConversationsView() {
  return (
    <>
      <ConversationTable />
      <TalkersCard />
      <NamesCard />
    </>
  )
}

export function ApplicationsView() {
  const { t } = useWords()
  const { report } = useCaptureView()
  const { dns, http, tls } = report
  const said = [dns?.queries, dns?.responses, http?.requests, http?.responses, tls?.clientHellos, tls?.serverHellos]
  if (said.every((count) => !count))
    return (
      <Card title={t('packets.page.view.applications')}>
        <Empty title={t(report.level === 'full' ? 'packets.page.applications-none' : 'packets.page.level-flows')} />
      </Card>
    )
  return (
    <>
      <DnsCard />
      <TlsCard />
      <HttpCard />
      <CertificatesCard />
      <FilesCard />
    </>
  )
}
