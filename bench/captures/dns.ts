/** Questions and answers of DNS about names that exist. RFC 1035, 6891, 9460. */
import { join, prefixed, text, u8, u16, u32 } from './octets.ts'
import type { Random } from './random.ts'

const DOMAINS = [
  ...[
    'wikipedia.org',
    'debian.org',
    'kernel.org',
    'github.com',
    'gitlab.com',
    'nodejs.org',
    'python.org',
    'golang.org',
  ],
  ...['rust-lang.org', 'mozilla.org', 'google.com', 'youtube.com', 'cloudflare.com', 'microsoft.com', 'office.com'],
  ...['apple.com', 'icloud.com', 'amazon.com', 'naver.com', 'kakao.com', 'daum.net', 'yandex.ru', 'mail.ru', 'vk.com'],
  ...['bbc.co.uk', 'nytimes.com', 'lemonde.fr', 'spiegel.de', 'elpais.com', 'nhk.or.jp', 'cern.ch', 'esa.int'],
] as const
const HOSTS = [
  'www',
  'api',
  'cdn',
  'static',
  'img',
  'mail',
  'login',
  'updates',
  'm',
  'news',
  'edge-7',
  'telemetry',
] as const
const TYPES = [1, 1, 1, 28, 28, 65] as const

export const pickName = (random: Random) => `${random.pick([...HOSTS])}.${random.pick([...DOMAINS])}`

const encodeName = (name: string) => join(...name.split('.').map((label) => prefixed(u8, text(label))), u8(0))

/** A question and what is answered to it. */
export function makeDnsExchange(random: Random): readonly [Uint8Array, Uint8Array] {
  const isMissing = random.fraction() < 0.06
  const name = isMissing ? `${random.between(1000, 99_999)}.${pickName(random)}` : pickName(random)
  const type = random.pick([...TYPES])
  const question = join(encodeName(name), u16(type), u16(1))
  const option = random.fraction() < 0.8 ? join(u8(0), u16(41), u16(1232), u32(0), u16(0)) : undefined
  const id = u16(random.between(1, 0xffff))
  const head = (flags: number, answers: number) =>
    join(id, u16(flags), u16(1), u16(answers), u16(0), u16(option ? 1 : 0))
  const tail = option ?? new Uint8Array()
  const data = {
    1: () => random.bytes(4),
    28: () => random.bytes(16),
    65: () => join(u16(1), u8(0), u16(1), u16(3), prefixed(u8, text('h2'))),
  }
  const answers = isMissing
    ? []
    : Array.from({ length: type === 65 ? 1 : random.between(1, 6) }, () =>
        join(u16(0xc00c), u16(type), u16(1), u32(random.between(20, 3600)), prefixed(u16, data[type]())),
      )
  return [
    join(head(0x0100, 0), question, tail),
    join(head(isMissing ? 0x8183 : 0x8180, answers.length), question, ...answers, tail),
  ]
}
