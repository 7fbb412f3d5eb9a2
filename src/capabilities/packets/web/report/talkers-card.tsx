import { useWords } from '../../../../../web/locales/words.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { addressTerm } from '../filter-terms.ts'
import { useCaptureView, useNameOf, useNarrowed } from './capture-context.tsx'
import { CountBars } from './count-bars.tsx'

export function TalkersCard() {
  const { t } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const nameOf = useNameOf()
  const { topAddresses, addresses } = report
  if (topAddresses.length === 0) return null
  const all = addresses.ipv4 + addresses.ipv6
  return (
    <Card
      title={t('packets.page.talkers')}
      span={6}
      aside={
        all > topAddresses.length ? t('packets.page.largest-of', { shown: topAddresses.length, count: all }) : undefined
      }
    >
      <CountBars
        unit="bytes"
        shown={12}
        rows={topAddresses.map(({ address, bytes }) => ({
          label: address,
          count: bytes,
          meaning: nameOf(address),
          href: narrowed(addressTerm(address)),
        }))}
      />
    </Card>
  )
}

const MOST_NAMES = 500

export function NamesCard() {
  const { t } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const names = report.names ?? []
  if (names.length === 0) return null
  const bytesOf = new Map(report.topAddresses.map(({ address, bytes }) => [address, bytes]))
  const rows = names
    .slice(0, MOST_NAMES)
    .map(({ address, name }) => ({
      label: name,
      meaning: address,
      count: bytesOf.get(address) ?? 0,
      href: narrowed(addressTerm(address)),
    }))
    .toSorted((a, b) => b.count - a.count)
  return (
    <Card title={t('packets.page.names')} span={6} aside={t('packets.page.names-how')}>
      <CountBars unit="bytes" shown={12} rows={rows} />
    </Card>
  )
}
