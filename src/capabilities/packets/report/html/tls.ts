/** Who was spoken to in secret, how well it is kept, and who vouches for whom. */
import { alertName, cipherName, versionName } from '../../../../decoder/applications/tls/report-names.ts'
import type { ReportCertificate } from '../../../../decoder/report.ts'
import { foreign, html, type Markup } from './markup.ts'
import { type Column, facts, leftOut, mark, nameBars, type Page, type Section, table, toNamed } from './parts.ts'

const MOST_ROWS = 50
const NS_PER_MS = 1_000_000n

export function tlsSection(page: Page): Section | undefined {
  const { tls } = page.report
  if (!tls || tls.clientHellos + tls.serverHellos + tls.certificates.length === 0) return undefined
  const counted = facts(
    [
      { label: page.say('tls-clients'), value: page.number(tls.clientHellos) },
      { label: page.say('tls-servers'), value: page.number(tls.serverHellos) },
    ],
    'big',
  )
  const bars = [
    nameBars(page, { title: page.say('tls-names'), rows: tls.topSni, total: tls.sni.length }),
    nameBars(page, { title: page.say('tls-versions'), rows: toNamed(tls.versions, versionName) }),
    nameBars(page, { title: page.say('tls-ciphers'), rows: toNamed(tls.ciphers, cipherName), code: true }),
    nameBars(page, { title: page.say('tls-ja4'), rows: tls.topJa4, total: tls.ja4.length, code: true }),
    nameBars(page, { title: page.say('tls-alpn'), rows: toNamed(tls.alpn) }),
    nameBars(page, { title: page.say('tls-alerts'), rows: toNamed(tls.alerts, alertName), code: true }),
  ].flatMap((one) => (one ? [one] : []))
  return { id: 'tls', title: page.say('tls'), body: html`${counted}<div class="twice">${bars}</div>` }
}

export function certificatesSection(page: Page): Section | undefined {
  const certificates = page.report.tls?.certificates ?? []
  if (certificates.length === 0) return undefined
  const atMs = page.report.maxNs === null ? undefined : Number(BigInt(page.report.maxNs) / NS_PER_MS)
  const rows = certificates.toSorted((x, y) => worry(y, atMs) - worry(x, atMs)).slice(0, MOST_ROWS)
  const columns: readonly Column<ReportCertificate>[] = [
    {
      head: page.say('cert-subject'),
      kind: 'lead',
      cell: ({ subject, names, fingerprint }) =>
        html`${foreign(subject)}${
          names.length > 0 ? html`<small>${foreign(names.join(', '))}</small>` : undefined
        }<small title="SHA-256 ${fingerprint}">SHA-256 ${fingerprint.slice(0, 16)}…</small>`,
    },
    {
      head: page.say('cert-issuer'),
      cell: ({ issuer, selfSigned }) =>
        selfSigned
          ? html`<span>${mark('caution')} ${page.say('cert-self')}</span>`
          : html`<span>${foreign(issuer)}</span>`,
    },
    { head: page.say('cert-validity'), kind: 'mid', cell: (one) => validity(page, one, atMs) },
    {
      head: page.say('cert-key'),
      kind: 'mid',
      cell: ({ publicKey, signatureAlgorithm }) =>
        html`<span>${publicKey.toUpperCase()}<small>${foreign(signatureAlgorithm)}</small></span>`,
    },
    { head: page.say('cert-count'), kind: 'number', cell: ({ count }) => page.number(count) },
    { head: page.say('frame'), kind: 'number', cell: ({ frame }) => frame },
  ]
  return {
    id: 'certificates',
    title: page.say('certificates'),
    how: page.say('certificates-how'),
    body: html`${table(rows, columns)}${leftOut(page, rows.length, certificates.length)}`,
  }
}

type Validity = 'valid' | 'expired' | 'not-yet'
function judge({ notBeforeMs, notAfterMs }: ReportCertificate, atMs: number | undefined): Validity | undefined {
  if (atMs === undefined) return undefined
  if (atMs > notAfterMs) return 'expired'
  return atMs < notBeforeMs ? 'not-yet' : 'valid'
}
const worry = (one: ReportCertificate, atMs: number | undefined) => {
  const state = judge(one, atMs)
  return (state === 'expired' || state === 'not-yet' ? 2 : 0) + (one.selfSigned ? 1 : 0)
}
const MARK = { valid: 'good', expired: 'danger', 'not-yet': 'caution' } as const

function validity(page: Page, one: ReportCertificate, atMs: number | undefined): Markup {
  const state = judge(one, atMs)
  const span = page.say('cert-span', { fromMs: one.notBeforeMs, untilMs: one.notAfterMs })
  if (!state) return html`<span>${span}</span>`
  return html`<span>${mark(MARK[state])} <span class="${MARK[state]}">${page.say(
    `cert-validity.${state}`,
  )}</span><small>${span}</small></span>`
}
