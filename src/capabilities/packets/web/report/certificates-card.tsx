import { useMemo } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { useGo } from '../../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Card, Tag } from '../../../../../web/ui/card.tsx'
import { type State, StatusDot } from '../../../../../web/ui/state.tsx'
import { type Column, VirtualTable } from '../../../../../web/ui/table.tsx'
import type { ReportCertificate } from '../../../../decoder/report.ts'
import { framesTerm } from '../filter-terms.ts'
import { nsToMs } from '../page-report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'

type Validity = 'valid' | 'expired' | 'not-yet'
const MARKS: Readonly<Record<Validity, State>> = { valid: 'good', expired: 'danger', 'not-yet': 'caution' }

interface Seen {
  readonly fromMs: number
  readonly toMs: number
}
/** As it was when the capture was made: what has expired since was fine then. */
export function validityIn({ notBeforeMs, notAfterMs }: ReportCertificate, { fromMs, toMs }: Seen): Validity {
  if (fromMs > notAfterMs) return 'expired'
  return toMs < notBeforeMs ? 'not-yet' : 'valid'
}

export function CertificatesCard() {
  const words = useWords()
  const { t } = words
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const go = useGo()
  const { minNs, maxNs } = report
  const columns = useMemo(
    () => columnsOf(words, { fromMs: nsToMs(minNs) ?? 0, toMs: nsToMs(maxNs) ?? 0 }, narrowed),
    [words, minNs, maxNs, narrowed],
  )
  const certificates = report.tls?.certificates ?? []
  if (certificates.length === 0) return null
  return (
    <Card title={t('packets.page.certificates')} aside={t('packets.page.certificates-how')}>
      <VirtualTable
        label={t('packets.page.certificates')}
        columns={columns}
        rows={certificates}
        rowKey={({ fingerprint }) => fingerprint}
        prefix="cert-"
        onOpen={({ frame }) => go(narrowed(framesTerm([frame])))}
      />
    </Card>
  )
}

function columnsOf(
  { t, at, value }: ReturnType<typeof useWords>,
  seen: Seen,
  narrowed: (term: string) => string,
): readonly Column<ReportCertificate>[] {
  return [
    {
      id: 'subject',
      label: t('packets.page.cert-subject'),
      value: ({ subject }) => subject,
      cell: ({ subject, frame }) => <Anchor href={narrowed(framesTerm([frame]))}>{subject || '–'}</Anchor>,
      width: 'minmax(200px, 2fr)',
    },
    {
      id: 'validity',
      label: t('packets.page.cert-validity'),
      value: (one) => t(`packets.page.cert-validity.${validityIn(one, seen)}`),
      cell: (one) => {
        const validity = validityIn(one, seen)
        return (
          <>
            <StatusDot state={MARKS[validity]} /> {t(`packets.page.cert-validity.${validity}`)}
          </>
        )
      },
      width: 'minmax(130px, 1fr)',
      phone: true,
    },
    {
      id: 'until',
      label: t('packets.page.cert-until'),
      value: ({ notAfterMs }) => notAfterMs,
      cell: ({ notAfterMs }) => at(notAfterMs, 'date'),
      width: 'minmax(120px, 1fr)',
    },
    {
      id: 'issuer',
      label: t('packets.page.cert-issuer'),
      value: ({ issuer }) => issuer,
      cell: ({ issuer, selfSigned }) => (selfSigned ? <Tag tone="caution">{t('packets.page.cert-self')}</Tag> : issuer),
      width: 'minmax(180px, 2fr)',
    },
    {
      id: 'names',
      label: t('packets.page.cert-names'),
      value: ({ names }) => names.join(', '),
      width: 'minmax(180px, 2fr)',
    },
    { id: 'key', label: t('packets.page.cert-key'), value: ({ publicKey }) => publicKey },
    { id: 'signature', label: t('packets.page.cert-signature'), value: (one) => one.signatureAlgorithm, extra: true },
    {
      id: 'count',
      label: t('packets.page.cert-count'),
      value: ({ count }) => count,
      cell: ({ count }) => value(count, 'count'),
      end: true,
    },
    { id: 'fingerprint', label: 'SHA-256', value: ({ fingerprint }) => fingerprint, mono: true, extra: true },
  ]
}
