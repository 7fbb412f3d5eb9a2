/** How well TCP went: what had to be sent again, what closed, and how long answers took. */

import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Empty } from '../../../../../web/ui/answers.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import type { Distribution, ReportTcp } from '../../../../decoder/report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'
import { DistributionChart } from './distribution-chart.tsx'

/** Those the filter language can tell by one frame alone lead to their packets. */
const COUNTS: readonly (readonly [keyof ReportTcp & string, string?])[] = [
  ['streams'],
  ['syns', 'tcp.flags.syn == 1 && tcp.flags.ack == 0'],
  ['synAcks', 'tcp.flags.syn == 1 && tcp.flags.ack == 1'],
  ['unanswered'],
  ['fins', 'tcp.flags.fin == 1'],
  ['resets', 'tcp.flags.reset == 1'],
  ['retransmissions'],
  ['fastRetransmissions'],
  ['spuriousRetransmissions'],
  ['outOfOrder'],
  ['duplicateAcks'],
  ['lostSegments'],
  ['ackedLostSegments'],
  ['zeroWindows', 'tcp.window_size_value == 0 && tcp.flags.reset == 0'],
  ['zeroWindowProbes'],
  ['windowFulls'],
  ['windowUpdates'],
  ['keepAlives'],
  ['reusedPorts'],
]

export function TcpView() {
  const { t } = useWords()
  const { report } = useCaptureView()
  const { tcp } = report
  if (!tcp || tcp.streams === 0)
    return (
      <Card title={t('packets.page.tcp')}>
        <Empty title={t(report.level === 'full' ? 'packets.page.tcp-none' : 'packets.page.level-flows')} />
      </Card>
    )
  return (
    <>
      <CountsCard tcp={tcp} packets={report.protocols['tcp'] ?? 0} />
      <DelayCard
        title={t('packets.page.handshake')}
        why={t('packets.page.handshake-why')}
        distribution={tcp.handshake}
      />
      <DelayCard title={t('packets.page.response')} why={t('packets.page.response-why')} distribution={tcp.response} />
    </>
  )
}

function CountsCard({ tcp, packets }: { tcp: ReportTcp; packets: number }) {
  const { t, value } = useWords()
  const narrowed = useNarrowed()
  return (
    <Card title={t('packets.page.tcp')} aside={t('packets.page.tcp-of', { count: packets })}>
      <dl className="tcp-counts">
        {COUNTS.map(([name, term]) => {
          const count = tcp[name] as number
          return (
            <div key={name} className={count === 0 ? 'tcp-zero' : ''}>
              <dt title={t(`packets.page.tcp-why.${name}`)}>{t(`packets.page.tcp.${name}`)}</dt>
              <dd>
                {term && count > 0 ? (
                  <Anchor href={narrowed(term)}>{value(count, 'count')}</Anchor>
                ) : (
                  value(count, 'count')
                )}
                {packets > 0 && count > 0 && RATED.has(name) ? (
                  <span className="muted"> {value((count / packets) * 100, 'percent')}</span>
                ) : null}
              </dd>
            </div>
          )
        })}
      </dl>
    </Card>
  )
}
const RATED: ReadonlySet<string> = new Set(['retransmissions', 'outOfOrder', 'duplicateAcks', 'lostSegments', 'resets'])

function DelayCard(props: { title: string; why: string; distribution: Distribution }) {
  const { t } = useWords()
  return (
    <Card title={props.title} span={6} aside={t('packets.page.measured', { count: props.distribution.count })}>
      <p className="muted">{props.why}</p>
      <DistributionChart title={props.title} distribution={props.distribution} />
    </Card>
  )
}
