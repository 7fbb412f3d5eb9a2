/** The report in plain lines, in each language. */
import { expect, it } from 'vitest'
import { LANGUAGES, type Language, type Text } from '../../core/schema.ts'
import { createRenderer } from '../../core/texts/render.ts'
import { createAnalysis } from '../../decoder/analysis.ts'
import { writePlain } from './plain.ts'
import type { FileReport } from './reading/analyse.ts'
import { en } from './texts/en.ts'
import { ko } from './texts/ko.ts'
import { ru } from './texts/ru.ts'

const renderer = createRenderer()
for (const [language, table] of Object.entries({ en, ko, ru })) renderer.add(language as Language, table)

/** Records of pcap (draft-ietf-opsawg-pcap §5) at the given seconds, each a frame of zeros. */
function report(linkType: number, seconds: readonly number[], changes: Partial<FileReport> = {}): FileReport {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(0xa1b2c3d4, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(65535, 16)
  header.writeUInt32LE(linkType, 20)
  const records = seconds.map((at) => {
    const record = Buffer.alloc(16 + 60)
    record.writeUInt32LE(at, 0)
    record.writeUInt32LE(60, 8)
    record.writeUInt32LE(60, 12)
    return record
  })
  const analysis = createAnalysis({ level: 'full' })
  analysis.push(Buffer.concat([header, ...records]))
  const found = analysis.finish()
  return { ...found, file: { ...found.file, compression: 'none', sizeBytes: 24 + 76 * seconds.length }, ...changes }
}
const lines = (given: FileReport, language: Language = 'en', name = 'a.pcap') => {
  const say = (text: Text) => renderer.render(text, { language, zone: 'UTC' })
  return writePlain({ name, report: given, say }).split('\n')
}

it('says the year and the seconds, and counts from the earliest to the latest also where time goes back', () => {
  expect(lines(report(1, [1_700_000_060, 1_700_000_000]))[2]).toBe('From Nov 14, 2023, 22:13:20, for 1 min')
})

it('says how many packets of which link type nobody here can read', () => {
  const said = lines(report(147, [1, 2, 3]))
  expect(said).toContain('3 packets are of link type 147 (LINKTYPE_ number), which is not decoded here')
  expect(said).toContain('Nothing inside the packets could be read')
  expect(lines(report(147, [1]))).toContain(
    '1 packet is of link type 147 (LINKTYPE_ number), which is not decoded here',
  )
  expect(lines(report(1, [1])).join()).not.toContain('could be read')
  expect(lines(report(1, []))).toContain('No packets')
})

it.each<[Language, number, string]>([
  ['en', 1, '1 IPv4 address, 1 TCP conversation'],
  ['en', 2, '2 IPv4 addresses, 2 TCP conversations'],
  ['ko', 1, 'IPv4 주소 1개, TCP 대화 1개'],
  ['ru', 1, '1 адрес IPv4, 1 беседа TCP'],
  ['ru', 3, '3 адреса IPv4, 3 беседы TCP'],
  ['ru', 5, '5 адресов IPv4, 5 бесед TCP'],
])('counts in %s: %i', (language, count, words) => {
  const given = report(1, [1], { addresses: { ipv4: count, ipv6: 0 }, conversations: { tcp: count, udp: 0 } })
  expect(lines(given, language)).toContain(words)
})

it('says of findings what is one and what are many', () => {
  const finding = (count: number, sources: number) =>
    lines(
      report(1, [1], {
        findings: [
          {
            code: 'unanswered-syns',
            severity: 'caution',
            subject: 'x',
            params: { to: '10.0.0.1', port: 80, count, sources },
            packets: [],
          },
        ],
      }),
    ).join('\n')
  expect(finding(1, 1)).toContain('1 connection was asked for by 1 address and')
  expect(finding(20, 2)).toContain('20 connections were asked for by 2 addresses and')
})

it('counts further protocols only where there are some', () => {
  const many = Object.fromEntries(Array.from({ length: 13 }, (_, n) => [`p${n}`, 20 - n]))
  for (const language of LANGUAGES) {
    expect(lines(report(1, [1]), language).join('\n')).not.toMatch(/\b0\b.*(more|개\)|ещё)/)
    expect(lines(report(1, [1], { protocols: many }), language).join('\n')).toMatch(/and 1 more|그 밖에 1개|и ещё 1/)
  }
})

it('shows control characters of names instead of obeying them', () => {
  expect(lines(report(1, [1]), 'en', 'a\u001b[2Jb')[0]).toContain('a\\x1b[2Jb')
})
