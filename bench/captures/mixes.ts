/** The two loads: what kinds of conversations they are made of, and how often each occurs. */
import { makeDnsExchange, pickName } from './dns.ts'
import { type Conversation, createTcpTalk, createUdpTalk } from './frame.ts'
import { talkHttp } from './http.ts'
import { join, u8, u32 } from './octets.ts'
import { makeInitial, makeSealed } from './quic.ts'
import { createRandom, type Random } from './random.ts'
import { talkTls, type Visit } from './tls.ts'

interface Kind {
  /** Of all conversations; the shares of a mix add up to one. */
  readonly share: number
  /** How many different ones are made; each then occurs many times with other addresses. */
  readonly variants: number
  make(random: Random): Conversation
}
export interface Mix {
  /** Of the whole file. */
  readonly sizeBytes: number
  readonly kinds: readonly Kind[]
}

const IPV6_SHARE = 0.15
const pickFamily = (random: Random) => (random.fraction() < IPV6_SHARE ? 6 : 4)
const makeVisit = (random: Random, exchanges: number, answer: readonly [number, number]): Visit => ({
  name: pickName(random),
  exchanges: Array.from({ length: exchanges }, () => [random.between(60, 500), random.between(...answer)] as const),
})

const dns = (random: Random) => {
  const talk = createUdpTalk(random, pickFamily(random), 53)
  const [asked, answered] = makeDnsExchange(random)
  talk.say(true, asked)
  talk.say(false, answered)
  return talk.end()
}
const ntp = (random: Random) => {
  const talk = createUdpTalk(random, pickFamily(random), 123)
  talk.say(true, join(u8(0x23), new Uint8Array(39), random.bytes(8)))
  talk.say(false, join(u8(0x24), u8(2), u8(6), u8(0xe9), random.bytes(44)))
  return talk.end()
}
const stun = (random: Random) => {
  const talk = createUdpTalk(random, pickFamily(random), 3478)
  const transaction = join(u32(0x2112a442), random.bytes(12))
  talk.say(true, join(u32(0x00010000), transaction))
  talk.say(false, join(u32(0x0101000c), transaction, u32(0x00200008), random.bytes(8)))
  return talk.end()
}
const quic = (random: Random) => {
  const talk = createUdpTalk(random, pickFamily(random), 443)
  const { id, packet } = makeInitial(random, pickName(random))
  talk.say(true, packet)
  talk.say(false, makeSealed(random, id, 1180))
  for (let left = random.between(3, 14); left > 0; left--) {
    talk.say(random.fraction() < 0.3, makeSealed(random, id, random.pick([30, 40, 400, 1190, 1190])))
  }
  return talk.end()
}
const tls =
  (exchanges: readonly [number, number], answer: readonly [number, number]) =>
  (random: Random): Conversation => {
    const talk = createTcpTalk(random, pickFamily(random), 443)
    talkTls(random, talk, makeVisit(random, random.between(...exchanges), answer))
    return talk.end()
  }
const http =
  (exchanges: readonly [number, number], answer: readonly [number, number]) =>
  (random: Random): Conversation => {
    const talk = createTcpTalk(random, pickFamily(random), 80)
    talkHttp(random, talk, makeVisit(random, random.between(...exchanges), answer))
    return talk.end()
  }
/** Redis, SSH, and ports nobody has a name for: little is said. */
const control = (random: Random) => {
  const talk = createTcpTalk(random, pickFamily(random), random.pick([22, 6379, 8443, 9000, 5222]))
  talk.open()
  for (let left = random.between(0, 1); left > 0; left--)
    talk.say(left % 2 === 1, random.bytes(random.between(30, 160)))
  talk.close()
  return talk.end()
}
const refused = (random: Random) => {
  const talk = createTcpTalk(random, pickFamily(random), random.pick([22, 23, 25, 80, 445, 3389, 8080]))
  if (random.fraction() < 0.7) talk.refuse()
  else talk.call(random.between(1, 3))
  return talk.end()
}

export const MIXES = {
  mix: {
    sizeBytes: 1e9,
    kinds: [
      { share: 0.59, variants: 600, make: dns },
      { share: 0.05, variants: 200, make: quic },
      { share: 0.22, variants: 300, make: tls([1, 1], [300, 5500]) },
      { share: 0.09, variants: 300, make: http([1, 2], [200, 5000]) },
      { share: 0.025, variants: 100, make: control },
      { share: 0.023, variants: 60, make: tls([2, 6], [3000, 22_000]) },
      { share: 0.002, variants: 10, make: http([1, 2], [100_000, 400_000]) },
    ],
  },
  small: {
    sizeBytes: 4e8,
    kinds: [
      { share: 0.52, variants: 600, make: dns },
      { share: 0.07, variants: 50, make: ntp },
      { share: 0.06, variants: 50, make: stun },
      { share: 0.15, variants: 100, make: refused },
      { share: 0.2, variants: 200, make: control },
    ],
  },
} as const satisfies Record<string, Mix>
export type MixName = keyof typeof MIXES

/** The conversations of a mix, and a way to draw from them as often as their kind occurs. */
export function createPool({ kinds }: Mix, seed: number): { draw(random: Random): Conversation } {
  const random = createRandom(seed)
  const made = kinds.map(({ variants, make }) => Array.from({ length: variants }, () => make(random)))
  return {
    draw: (chance) => {
      let left = chance.fraction()
      const index = kinds.findIndex(({ share }) => {
        left -= share
        return left < 0
      })
      const of = made[Math.max(0, index)] ?? []
      const drawn = of[chance.between(0, of.length - 1)]
      if (!drawn) throw new Error('a kind without variants')
      return drawn
    },
  }
}
