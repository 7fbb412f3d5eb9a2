import { useWords } from '../../../../../web/locales/words.tsx'
import { Card, Facts } from '../../../../../web/ui/card.tsx'
import { alertName, cipherName, isWeakVersion, versionName } from '../../../../decoder/applications/tls/report-names.ts'
import { quote } from '../filter-terms.ts'
import { mostFirst } from '../page-report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'
import { Part } from './http-card.tsx'

export function TlsCard() {
  const { t, value } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const { tls } = report
  if (!tls || tls.clientHellos + tls.serverHellos === 0) return null
  return (
    <Card title="TLS" span={6}>
      <Facts
        rows={[
          [t('packets.page.tls-clients'), value(tls.clientHellos, 'count')],
          [t('packets.page.tls-servers'), value(tls.serverHellos, 'count')],
        ]}
      />
      <Part
        title={t('packets.page.tls-versions')}
        rows={mostFirst(tls.versions).map(([version, count]) => ({
          label: versionName(version),
          count,
          meaning: isWeakVersion(version) ? t('packets.page.tls-weak') : undefined,
        }))}
      />
      <Part
        title={t('packets.page.tls-names')}
        rows={tls.topSni.map(({ name, count }) => ({
          label: name,
          count,
          href: narrowed(`tls.handshake.extensions_server_name == ${quote(name)}`),
        }))}
      />
      <Part
        title={t('packets.page.tls-ciphers')}
        rows={mostFirst(tls.ciphers).map(([cipher, count]) => ({ label: cipherName(cipher), count }))}
      />
      <Part title="ALPN" rows={mostFirst(tls.alpn).map(([label, count]) => ({ label, count }))} />
      <Part
        title={t('packets.page.tls-alerts')}
        rows={mostFirst(tls.alerts).map(([alert, count]) => ({
          label: alertName(alert),
          count,
          href: narrowed('tls'),
        }))}
      />
      <Part title="JA4" rows={tls.topJa4.map(({ name, count }) => ({ label: name, count }))} />
    </Card>
  )
}
