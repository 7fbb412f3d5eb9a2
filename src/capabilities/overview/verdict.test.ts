import { expect, test } from 'vitest'
import type { HostInfo, WatchedMark } from '../../core/capability.ts'
import { LANGUAGES, type Language } from '../../core/schema.ts'
import { createRenderer } from '../../core/texts/render.ts'
import { en } from './texts/en.ts'
import { ko } from './texts/ko.ts'
import { ru } from './texts/ru.ts'
import { toVerdict, type VerdictInput, worstFirst } from './verdict.ts'

const NOW_MS = 1_790_000_000_000
const none = { danger: 0, caution: 0, info: 0, muted: 0, expected: 0, maintenance: 0, acknowledged: 0, folded: 0 }
const host = (rest: Partial<HostInfo> = {}): HostInfo => ({
  id: 'local',
  name: 'web-01',
  connected: true,
  lastSeenMs: NOW_MS - 3000,
  ...rest,
})
const mark = (state: WatchedMark['state'], name = 'nginx', rest: Partial<WatchedMark> = {}): WatchedMark => ({
  kind: 'service',
  id: name,
  name,
  state,
  why: { key: 'x' },
  href: '/host',
  lastSeenMs: NOW_MS - 5000,
  ...rest,
})
const input = (rest: Partial<VerdictInput> = {}): VerdictInput => ({
  counts: none,
  marks: Array.from({ length: 5 }, (_, at) => mark('good', `s${at}`)),
  hosts: [host()],
  nowMs: NOW_MS,
  staleAfterMs: 60_000,
  ...rest,
})

const renderer = createRenderer()
for (const [language, table] of Object.entries({ en, ko, ru })) renderer.add(language as Language, table)
const say = (rest: Partial<VerdictInput>, language: Language = 'en') =>
  renderer.render(toVerdict(input(rest)).text, { language })

test.each([
  ['calm', {}, 'good', 'Nothing needs you. 1 host, 5 things watched, newest data 3 s old.'],
  [
    'danger before caution',
    { counts: { ...none, danger: 1, caution: 1 } },
    'danger',
    '2 things need you now. 1 host, 5 things watched, newest data 3 s old.',
  ],
  [
    'one caution',
    { counts: { ...none, caution: 1, muted: 7 } },
    'caution',
    '1 thing needs you now. 1 host, 5 things watched, newest data 3 s old.',
  ],
  [
    'a note is no alarm',
    { counts: { ...none, info: 2 } },
    'good',
    '2 notes to read when you have time. 1 host, 5 things watched, newest data 3 s old.',
  ],
  [
    'silent is never good',
    { marks: [mark('good'), mark('silent', 'docker')] },
    'silent',
    'Nothing needs you, as far as we hear: 1 silent. 1 host, 2 things watched, newest data 3 s old.',
  ],
  [
    'a host that is cut off',
    { hosts: [host(), host({ id: 'db-1', connected: false })], marks: [] },
    'silent',
    'Nothing needs you, as far as we hear: 1 silent. 2 hosts, 0 things watched, newest data 3 s old.',
  ],
  [
    'a silent host with a mark of its own counts once',
    { hosts: [host(), host({ id: 'db-1', connected: false })], marks: [mark('silent', 'db-1', { kind: 'host' })] },
    'silent',
    'Nothing needs you, as far as we hear: 1 silent. 2 hosts, 0 things watched, newest data 3 s old.',
  ],
  [
    'old data',
    { hosts: [host({ lastSeenMs: NOW_MS - 600_000 })], marks: [] },
    'silent',
    'Nothing can be said about now: the newest data is 10 min old. 1 host, 0 things watched.',
  ],
  [
    'a finding is said even on old data',
    { hosts: [host({ lastSeenMs: NOW_MS - 600_000 })], marks: [], counts: { ...none, danger: 1 } },
    'danger',
    '1 thing needs you now. 1 host, 0 things watched, newest data 10 min old.',
  ],
  [
    'nothing heard',
    { hosts: [], marks: [] },
    'silent',
    'Nothing has been heard yet. The first data arrives within seconds of the start.',
  ],
] as const)('%s', (_, rest, tone, sentence) => {
  expect(toVerdict(input(rest)).tone).toBe(tone)
  expect(say(rest)).toBe(sentence)
})

test('ages are of the newest and the oldest; a clock ahead of ours is no negative age', () => {
  expect(toVerdict(input())).toMatchObject({ newestAgeMs: 3000, oldestAgeMs: 5000 })
  expect(toVerdict(input({ hosts: [host({ lastSeenMs: NOW_MS + 9 })] }))).toMatchObject({ newestAgeMs: 0 })
  expect(toVerdict(input({ hosts: [host({ lastSeenMs: 0 })], marks: [] }))).toMatchObject({ newestAgeMs: null })
})

test('counts inside a sentence take their own plural in each language', () => {
  const rest = { counts: { ...none, caution: 21 }, marks: [mark('good', 'a'), mark('good', 'b')] }
  expect(LANGUAGES.map((language) => say(rest, language))).toEqual([
    '21 things need you now. 1 host, 2 things watched, newest data 3 s old.',
    '지금 확인할 일이 21건 있습니다. 호스트 1대, 지켜보는 대상 2개, 최신 데이터는 3초 전 것입니다.',
    '21 находка требует внимания. 1 хост, 2 объекта под наблюдением, последние данные получены 3 с назад.',
  ])
})

test('worst first, silent before good, then by name', () => {
  const marks = [mark('good', 'a'), mark('silent', 'z'), mark('danger', 'm'), mark('caution', 'c'), mark('silent', 'b')]
  expect(worstFirst(marks).map(({ name }) => name)).toEqual(['m', 'c', 'b', 'z', 'a'])
})
