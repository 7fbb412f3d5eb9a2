/** No sentence says `1 packets`. */
import { expect, it } from 'vitest'
import type { Language } from '../../core/schema.ts'
import { createRenderer } from '../../core/texts/render.ts'
import { en as html } from './report/texts/en.ts'
import { en } from './texts/en.ts'
import { ko } from './texts/ko.ts'
import { ru } from './texts/ru.ts'
import { en as page } from './web/texts/en.ts'
import { en as uploads } from './web/uploads/texts/en.ts'

/** Findings that begin at many, and sizes in units that are never one. */
const NEVER_ONE: ReadonlySet<string> = new Set([
  'packets.finding.port-scan.title',
  'packets.finding.port-sweep.title',
  'packets.finding.dns-tunnel.title',
  'packets.finding.weak-key.title',
  'packets.finding.beaconing.why',
  'packets.finding.retransmission-storm.title',
  'packets.finding.retransmission-storm.why',
  'packets.finding.path-mtu.title',
  'packets.error.browse-busy',
  'packets.page.summarised',
  'packets.page.rows-kept_one',
  'packets.page.hex-all',
])

const MANY =
  /\b1 (TCP |UDP |IPv[46] )?(packet|byte|segment|connection|addresse|port|machine|character|bit|time|capture|frame|conversation|message)s\b/

it('where one can be meant, there is a form for one', () => {
  const wrong = Object.entries({ ...en, ...html, ...page, ...uploads })
    .filter(([key]) => !key.endsWith('_other') && !NEVER_ONE.has(key))
    .map(
      ([key, text]) => [key, text.replaceAll(/\$t\([^)]*\)/g, '').replaceAll(/\{\{\w+(, number)?\}\}/g, '1')] as const,
    )
    .filter(([, text]) => MANY.test(text))
  expect(wrong).toEqual([])
})

const renderer = createRenderer()
for (const [language, table] of Object.entries({ en, ko, ru })) renderer.add(language as Language, table)

it.each<[Language, number, string, string]>([
  ['en', 1, '1 of 1 packet written to a.pcap.', '1.5 kB read, 1 packet, 2 kB/s'],
  ['en', 2, '1 of 2 packets written to a.pcap.', '1.5 kB read, 2 packets, 2 kB/s'],
  ['ko', 1, '패킷 1개 중 1개를 a.pcap에 저장했습니다.', '1.5 kB 읽음, 패킷 1개, 초당 2 kB'],
  ['ru', 21, 'Записано пакетов: 1 из 21, файл a.pcap.', 'прочитано 1,5 кБ, пакетов 21, 2 кБ/с'],
])('%s, %d', (language, count, exported, progress) => {
  const say = (key: string, params: Readonly<Record<string, string | number>>) =>
    renderer.render({ key, params }, { language })
  expect(say('packets.plain.exported', { kept: 1, count, file: 'a.pcap' })).toBe(exported)
  expect(say('packets.plain.progress', { doneBytes: 1500, count, speed: 2000 })).toBe(progress)
})
