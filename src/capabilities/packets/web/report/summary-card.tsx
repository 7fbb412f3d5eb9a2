import { useWords, type Words } from '../../../../../web/locales/words.tsx'
import { Card, Facts } from '../../../../../web/ui/card.tsx'
import { isTime } from '../../../../core/texts/render.ts'
import { nsToMs, type PageReport, spanMs } from '../page-report.ts'
import { useCaptureView } from './capture-context.tsx'

const BITS = 8
const MS_PER_SECOND = 1000

export function SummaryCard() {
  const words = useWords()
  const { t, value } = words
  const { report } = useCaptureView()
  const fromMs = nsToMs(report.minNs ?? report.firstNs)
  const tookMs = spanMs(report.minNs ?? report.firstNs, report.maxNs ?? report.lastNs) ?? 0
  return (
    <Card title={t('packets.page.summary')} span={4} className="beside-two">
      <Facts
        rows={[
          [t('packets.page.packets'), <b key="n">{value(report.packets, 'count')}</b>],
          [t('packets.page.bytes'), value(report.bytes, 'bytes')],
          report.capturedBytes === report.bytes
            ? null
            : [t('packets.page.captured'), value(report.capturedBytes, 'bytes')],
          fromMs === undefined ? null : [t('packets.page.from'), writeMoment(words, fromMs)],
          [t('packets.page.lasting'), value(tookMs, 'milliseconds')],
          tookMs > 0
            ? [t('packets.page.rate'), value((report.bytes * BITS * MS_PER_SECOND) / tookMs, 'bitsPerSecond')]
            : null,
          [
            t('packets.page.addresses'),
            t('packets.page.addresses-both', { v4: report.addresses.ipv4, v6: report.addresses.ipv6 }),
          ],
          [
            t('packets.page.conversations'),
            t('packets.page.conversations-both', { tcp: report.conversations.tcp, udp: report.conversations.udp }),
          ],
          [t('packets.page.flows'), value(report.flows, 'count')],
          [t('packets.page.format'), writeFormat(report)],
          report.file.keys ? [t('packets.page.keys'), t('packets.page.keys-used', { ...report.file.keys })] : null,
        ]}
      />
    </Card>
  )
}

const writeMoment = ({ at }: Words, ms: number) => (isTime(ms) ? `${at(ms, 'date')} ${at(ms, 'clock')}` : at(ms))

function writeFormat({ file }: PageReport): string {
  const parts = [file.format, file.resolution, file.compression === 'none' ? '' : (file.compression ?? '')]
  return parts.filter(Boolean).join(' · ')
}
