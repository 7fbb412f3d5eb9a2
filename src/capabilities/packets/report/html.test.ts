import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, type Language } from '../../../core/schema.ts'
import { createRenderer } from '../../../core/texts/render.ts'
import { toVisible } from '../../../core/texts/visible.ts'
import { createAnalysis } from '../../../decoder/analysis.ts'
import type { ReportFinding } from '../../../decoder/report.ts'
import type { FileReport } from '../reading/analyse.ts'
import { en } from '../texts/en.ts'
import { ko } from '../texts/ko.ts'
import { ru } from '../texts/ru.ts'
import { writeHtml } from './html.ts'
import { en as enHtml } from './texts/en.ts'
import { ko as koHtml } from './texts/ko.ts'
import { ru as ruHtml } from './texts/ru.ts'

const renderer = createRenderer()
const TABLES = { en: [en, enHtml], ko: [ko, koHtml], ru: [ru, ruHtml] } as const
for (const language of LANGUAGES) for (const table of TABLES[language]) renderer.add(language, table)

function readReport(file: string): FileReport {
  const bytes = readFileSync(new URL(`../../../decoder/testdata/${file}`, import.meta.url))
  const analysis = createAnalysis({ level: 'full' })
  analysis.push(bytes)
  const report = analysis.finish()
  return { ...report, file: { ...report.file, compression: 'none', sizeBytes: bytes.length } }
}
const write = (report: FileReport, { name = 'a.pcap', language = 'en' as Language } = {}) =>
  writeHtml({ name, report, language, say: (text) => renderer.render(text, { language, zone: 'UTC' }) })
const sectionsOf = (page: string) => [...page.matchAll(/<section id="([a-z]+)"/g)].map((match) => match[1])
const textOf = (page: string) => page.replace(/<style>.*?<\/style>/s, '').replace(/<[^>]*>/g, ' ')

describe('the page', () => {
  it('says what the golden page says', async () => {
    const page = write(readReport('tls12-certificate.pcap'), { name: 'tls12-certificate.pcap' })
    await expect(page).toMatchFileSnapshot('testdata/tls12-certificate.html')
  })
  it('begins with findings and damage, and has sections for what is there alone', () => {
    const sections = sectionsOf(write(readReport('dns-udp-and-tcp.pcap')))
    expect(sections.slice(0, 3)).toEqual(['findings', 'damage', 'summary'])
    expect(sections).toContain('dns')
    expect(sections).not.toContain('http')
  })
  it.each(LANGUAGES)('has every sentence in %s', (language) => {
    for (const file of [
      'generated-mix.pcap',
      'http-cooked-snapped.pcap',
      'tls12-certificate.pcap',
      'tcp-refused.pcap',
      'tls-keys.pcapng',
    ]) {
      const page = write(readReport(file), { language })
      expect(page).toContain(`<html lang="${language}">`)
      expect(page).not.toMatch(/packets\.(html|finding|plain)\.[a-z]/)
      expect(page).not.toMatch(/\{\{|undefined|NaN|\[object/)
    }
  })
  it('says that there were keys, and what they opened', () => {
    const file = readReport('tls-keys.pcapng')
    const texts = LANGUAGES.map((language) => textOf(write(file, { language })))
    for (const [n, words] of [
      'for connections: 18; opened with them: 18',
      '복호화한 연결 18개',
      'расшифровано ими: 18',
    ].entries())
      expect(texts[n]).toContain(words)
    expect(textOf(write(readReport('http2-cleartext.pcapng')))).not.toContain('TLS keys')
  })
  it('says of a time that no date holds that it is none', () => {
    const report = { ...readReport('tcp-refused.pcap'), maxNs: '18446744073709551615999999999' }
    const texts = LANGUAGES.map((language) => textOf(write(report, { language })))
    for (const [n, words] of ['no usable time', '쓸 수 없는 시각', 'время непригодно'].entries())
      expect(texts[n]).toContain(words)
    expect(texts[0]).not.toMatch(/\d{6,} d/)
  })
  it('is calm only about what could be read', () => {
    const report = { ...readReport('tcp-refused.pcap'), findings: [], complete: true }
    const { packets } = report
    expect(textOf(write(report))).toContain('Looked for')
    const some = textOf(write({ ...report, unknownLinkTypes: { 147: 1 } }))
    expect(some).toMatch(/147.*In what could be read.*Looked for/s)
    const none = textOf(write({ ...report, unknownLinkTypes: { 147: packets } }))
    expect(none).toContain('147')
    expect(none).not.toContain('Looked for')
    expect(none).not.toContain('Nothing was found')
  })
  it('needs nothing from outside and runs nothing', () => {
    const page = write(readReport('http-keepalive-pipelined.pcap'))
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|base|form)\b/i)
    expect(page).not.toMatch(/\s(src|srcset|on[a-z]+|style)=/i)
    expect(page).not.toMatch(/url\(|@import/)
    expect([...page.matchAll(/href="([^"]*)"/g)].filter(([, to]) => !to?.startsWith('#'))).toEqual([])
    expect(page).toContain("default-src 'none'")
  })
  it('closes what it opens', () => {
    const open: string[] = []
    const page = write(readReport('generated-mix.pcap'))
    for (const [, close, name = '', rest] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b([^>]*)>/g)) {
      if (['meta', 'br', 'wbr'].includes(name) || rest?.endsWith('/')) continue
      if (close) expect(open.pop()).toBe(name)
      else open.push(name)
    }
    expect(open).toEqual([])
  })
})

describe('damage', () => {
  const whole = readReport('tcp-refused.pcap')
  it('is denied only where there is none', () => expect(write(whole)).toContain('every packet was read'))
  it.each([
    [{ code: 'cut', at: 120, record: 3, missing: 17 }, 'cut at byte 120'],
    [{ code: 'cut', at: 120, record: 3, missing: 1 }, 'lacks 1 byte.'],
    [{ code: 'cut', at: 120, record: 3, missing: 2 }, 'lacks 2 bytes.'],
    [{ code: 'bad-length', at: 64, record: 2, length: 1 }, 'says a length of 1 byte,'],
    [{ code: 'bad-length', at: 64, record: 2, length: 4_294_967_295 }, 'says a length of 4,294,967,295 bytes'],
    [{ code: 'compression-damaged', at: 9, reason: 'crc' }, 'cannot be unpacked to its end (crc)'],
    [{ code: 'trailing-bytes', at: 1234 }, 'from byte 1,234 of the packed file on'],
  ] as const)('%o', (problem, words) => {
    const page = write({ ...whole, file: { ...whole.file, problems: [problem] } })
    expect(page).toContain(words)
    expect(page).not.toContain('every packet was read')
  })
  it('of other kinds is told too', () => {
    const page = write({
      ...whole,
      complete: false,
      malformed: 2,
      truncated: 3,
      unknownLinkTypes: { 147: 5 },
      file: { ...whole.file, drops: [{ interfaceId: 0, received: 10, dropped: 4 }] },
    })
    for (const words of [
      'beginning of the capture had been read',
      'contradict their own headers: 2',
      'a layer is cut: 3',
      'Link type 147 is not known',
      'it lost 4 packets on interface 0',
    ])
      expect(page).toContain(words)
  })
  it('of times is said where packets are shown over time', () => {
    expect(write(whole)).not.toContain('usable time')
    expect(write({ ...whole, untimed: 1 })).toContain('1 packet has no usable time and is not shown here')
    const none = { ...whole, untimed: whole.packets, timeline: { stepNs: 1e6, protocols: [] } }
    expect(write({ ...none, firstNs: null })).toContain(`${whole.packets} packets have no usable time`)
  })
  it('of a file that is no capture leaves nothing else to say', () => {
    const problems = [{ code: 'not-a-capture' as const, at: 0 }]
    const page = write({ ...whole, file: { ...whole.file, format: 'unknown', problems } })
    expect(sectionsOf(page)).toEqual(['damage'])
    expect(page).toContain('This is no capture')
  })
  it('at level flows findings are not denied but were not looked for', () => {
    const { findings: _, ...flows } = whole
    expect(write(flows)).toContain('did not look for findings')
  })
})

const EVIL = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style><script>x</script>',
  '\u001b]0;owned\u0007\u001b[31mred',
  'exe.\u202egpj.txt',
  '\u2066\u2067hidden\u2069',
  'שלום<b>',
  'lone \ud800 half',
  'zero\u200bwidth\ufeff\u00ad',
  '{{from}} $t(packets.html.footer)',
  '&lt;b&gt;&#60;',
  'a\u0000b\r\nc',
  `${'x'.repeat(300)}<b>`,
  '\u{e0041}\u{e0042}tags',
]

describe('what a stranger says', () => {
  const base = readReport('tls12-certificate.pcap')
  it.each(EVIL.map((evil) => [JSON.stringify(evil), evil]))('%s stays text', (_, evil) => {
    const page = write(poison(base, evil), { name: evil })
    const calm = write(poison(base, 'plain'), { name: 'plain' })
    const tags = (from: string) => [...from.matchAll(/<\/?[a-z!][^\s>]*/gi)].map(([tag]) => tag).join(' ')
    expect(tags(page)).toBe(tags(calm))
    const rest = textOf(page).replace(/\n/g, '')
    expect(rest).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|\u202e|\u200b|\ufeff|\u00ad/u)
    expect(page.isWellFormed()).toBe(true)
    // Only whole pairs of isolates, which we set ourselves.
    expect(page.split('\u2068').length).toBe(page.split('\u2069').length)
    expect(page).not.toMatch(/[\u2066\u2067]/)
  })
  it('is cut where it would fill the page', () => {
    expect(write(poison(base, 'y'.repeat(100_000))).length).toBeLessThan(200_000)
  })
  it('is shown as it is where it is harmless', () => {
    for (const text of ['bücher.example', '小佛專機', 'дом', '한국', 'a b-c_d']) expect(toVisible(text)).toBe(text)
  })
})

/** The same words everywhere a capture may put its own. */
function poison(report: FileReport, evil: string): FileReport {
  const count = (name: string) => [{ name, count: 3 }]
  const { tls, http, dns } = report
  if (!tls || !http || !dns) throw new Error('the golden capture lacks a part')
  const finding: ReportFinding = {
    code: 'cleartext-login',
    severity: 'danger',
    subject: evil,
    params: { protocol: evil, to: evil, user: evil, count: 2 },
    packets: [1],
    filter: evil,
  }
  return {
    ...report,
    findings: [finding],
    file: {
      ...report.file,
      comments: [{ packet: 1, text: evil }, { text: evil }],
      problems: [{ code: 'compression-damaged', at: 1, reason: evil }],
    },
    names: [{ address: report.topAddresses[0]?.address ?? '', name: evil }],
    dns: { ...dns, queries: 1, topNames: count(evil), namesTotal: 1, rcodes: { 0: 1 } },
    http: {
      ...http,
      requests: 1,
      methods: { [evil]: 1 },
      statuses: { 200: 1 },
      hosts: [evil],
      topHosts: count(evil),
      userAgents: [evil],
      servers: count(evil),
      contentTypes: count(evil),
      files: [{ name: evil, contentType: evil, bytes: 5, frame: 1 }],
      firstRequests: [{ method: evil, host: evil, uri: evil, frame: 1 }],
    },
    tls: {
      ...tls,
      sni: [evil],
      topSni: count(evil),
      alpn: { [evil]: 1 },
      certificates: tls.certificates.map((one) => ({
        ...one,
        subject: evil,
        issuer: evil,
        names: [evil],
        selfSigned: false,
      })),
    },
    topConversations: {
      tcp: report.topConversations.tcp.map((one) => ({ ...one, application: evil })),
      udp: [],
    },
  }
}
