import { useWords } from '../../../../../web/locales/words.tsx'
import { Card, Facts } from '../../../../../web/ui/card.tsx'
import { quote } from '../filter-terms.ts'
import { mostFirst } from '../page-report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'
import { CountBars } from './count-bars.tsx'

/** RFC 6895 §2.3 */
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET']

export function DnsCard() {
  const { t, value } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const { dns } = report
  if (!dns || dns.queries + dns.responses === 0) return null
  return (
    <Card title="DNS" span={6}>
      <Facts
        rows={[
          [t('packets.page.dns-queries'), value(dns.queries, 'count')],
          [t('packets.page.dns-responses'), value(dns.responses, 'count')],
          [t('packets.page.dns-names'), value(dns.namesTotal, 'count')],
        ]}
      />
      <h3 className="part-title">{t('packets.page.dns-answers')}</h3>
      <CountBars
        rows={mostFirst(dns.rcodes).map(([code, count]) => ({
          label: RCODES[Number(code)] ?? code,
          count,
          href: narrowed(`dns.flags.response == 1 && dns.flags.rcode == ${code}`),
        }))}
      />
      <h3 className="part-title">{t('packets.page.dns-top')}</h3>
      <CountBars
        shown={10}
        rows={dns.topNames.map(({ name, count }) => ({
          label: name === '' ? t('packets.page.dns-root') : name,
          count,
          href: narrowed(`dns.qry.name == ${quote(name)}`),
        }))}
      />
    </Card>
  )
}
