/** What a TLS connection looks like from outside: hellos in the clear, the rest sealed. RFC 8446, 5246, 6066, 7301. */
import { makeCertificate } from './certificate.ts'
import type { TcpTalk } from './frame.ts'
import { join, prefixed, text, u8, u16, u24 } from './octets.ts'
import type { Random } from './random.ts'

const HANDSHAKE = 22
const CHANGE_CIPHER = 20
const APPLICATION = 23
const CIPHERS = [
  0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x9c, 0x9d, 0x2f, 0x35,
]

const extension = (type: number, ...parts: readonly Uint8Array[]) => join(u16(type), prefixed(u16, ...parts))
const handshake = (type: number, ...parts: readonly Uint8Array[]) => join(u8(type), prefixed(u24, ...parts))
const record = (type: number, content: Uint8Array) => join(u8(type), u16(0x0303), prefixed(u16, content))
const seal = (random: Random, length: number) => record(APPLICATION, random.bytes(length))

export function makeClientHello(random: Random, name: string, more: readonly Uint8Array[] = []): Uint8Array {
  const extensions = [
    extension(0, prefixed(u16, u8(0), prefixed(u16, text(name)))),
    extension(23),
    extension(10, prefixed(u16, u16(0x1d), u16(0x17), u16(0x18))),
    extension(11, prefixed(u8, u8(0))),
    extension(
      16,
      prefixed(u16, ...(more.length ? ['h3'] : ['h2', 'http/1.1']).map((each) => prefixed(u8, text(each)))),
    ),
    extension(13, prefixed(u16, u16(0x0403), u16(0x0804), u16(0x0401), u16(0x0503), u16(0x0805))),
    extension(51, prefixed(u16, u16(0x1d), prefixed(u16, random.bytes(32)))),
    extension(43, prefixed(u8, u16(0x0304), u16(0x0303))),
    ...more,
  ]
  const ciphers = prefixed(u16, ...CIPHERS.map(u16))
  const session = prefixed(u8, random.bytes(more.length ? 0 : 32))
  return handshake(1, u16(0x0303), random.bytes(32), session, ciphers, u16(0x0100), prefixed(u16, ...extensions))
}
function makeServerHello(random: Random, extensions: readonly Uint8Array[], cipher: number): Uint8Array {
  const session = prefixed(u8, random.bytes(32))
  return handshake(2, u16(0x0303), random.bytes(32), session, u16(cipher), u8(0), prefixed(u16, ...extensions))
}

export interface Visit {
  readonly name: string
  /** Lengths of what is asked and answered, one after the other. */
  readonly exchanges: readonly (readonly [number, number])[]
}
const sealAll = (random: Random, length: number) => {
  const records: Uint8Array[] = []
  for (let left = length; left > 0; left -= 4096) records.push(seal(random, Math.min(left, 4096) + 17))
  return join(...records)
}

export function talkTls(random: Random, talk: TcpTalk, { name, exchanges }: Visit): void {
  const changed = record(CHANGE_CIPHER, u8(1))
  talk.open()
  talk.say(true, record(HANDSHAKE, makeClientHello(random, name)))
  if (random.fraction() < 0.75) {
    const share = extension(51, u16(0x1d), prefixed(u16, random.bytes(32)))
    const hello = makeServerHello(random, [share, extension(43, u16(0x0304))], 0x1301)
    talk.say(false, join(record(HANDSHAKE, hello), changed, seal(random, 2800), seal(random, 280), seal(random, 53)))
    talk.say(true, join(changed, seal(random, 53)))
  } else {
    const hello = makeServerHello(
      random,
      [extension(23), extension(16, prefixed(u16, prefixed(u8, text('h2'))))],
      0xc02f,
    )
    const chain = [name, 'Bench CA'].map((each) => prefixed(u24, makeCertificate(random, each)))
    const exchange = handshake(
      12,
      u8(3),
      u16(0x1d),
      prefixed(u8, random.bytes(32)),
      u16(0x0804),
      prefixed(u16, random.bytes(256)),
    )
    const flight = [hello, handshake(11, prefixed(u24, ...chain)), exchange, handshake(14)]
    talk.say(false, join(...flight.map((each) => record(HANDSHAKE, each))))
    const reply = record(HANDSHAKE, handshake(16, prefixed(u8, random.bytes(32))))
    talk.say(true, join(reply, changed, record(HANDSHAKE, random.bytes(40))))
    talk.say(false, join(changed, record(HANDSHAKE, random.bytes(40))))
  }
  for (const [asked, answered] of exchanges) {
    talk.say(true, sealAll(random, asked))
    talk.say(false, sealAll(random, answered))
  }
  talk.close()
}
