import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { SeenFields } from '../../../../test/seen-fields.ts'
import { eachVariant } from '../../../../test/strangers-bytes.ts'
import { NEED_MORE, NOT_MINE } from '../../fields.ts'
import { brokenPromises } from '../../testing/application-contract.ts'
import { parseKexInit } from './kex-init.ts'
import { ssh } from './ssh.ts'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const uint32 = (value: number) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]

function packet(payload: readonly number[]): Uint8Array {
  const padding = 8 - ((payload.length + 5) % 8) + ((payload.length + 5) % 8 > 4 ? 8 : 0)
  return Uint8Array.from([
    ...uint32(1 + payload.length + padding),
    padding,
    ...payload,
    ...new Array<number>(padding).fill(7),
  ])
}
const LISTS = [
  'curve25519-sha256,ext-info-c',
  'ssh-ed25519',
  'aes128-ctr,aes256-ctr',
  'aes256-gcm@openssh.com',
  'umac-64',
  'hmac-sha2-256',
  'none,zlib',
  'zlib',
  '',
  '',
]
const kexInit = (lists: readonly string[]) => [
  20,
  ...new Array<number>(16).fill(1),
  ...lists.flatMap((list) => [...uint32(list.length), ...Buffer.from(list)]),
  ...[0, 0, 0, 0, 0],
]
const described = (bytes: Uint8Array) => {
  const seen = new SeenFields(bytes)
  ssh.describe(seen, 0, bytes.length)
  return seen
}
const on = <T>(bytes: Uint8Array, read: (view: DataView, start: number, end: number) => T): T =>
  read(new DataView(bytes.buffer), 0, bytes.length)
const banner = Uint8Array.from(Buffer.from('SSH-2.0-OpenSSH_9.2p1 Debian\r\n'))

describe('SSH', () => {
  it.each([
    ['its banner', banner, true, banner.length],
    ['a banner not all there', banner.slice(0, 20), true, NEED_MORE],
    [
      'a banner without end',
      Uint8Array.from([...banner.slice(0, 20), ...new Array<number>(400).fill(65)]),
      true,
      NOT_MINE,
    ],
    ['a key exchange', packet(kexInit(LISTS)), false, packet(kexInit(LISTS)).length],
    ['an encrypted packet', new Uint8Array(52).fill(0xe7), false, 52],
  ] as const)('knows %s', (_name, bytes, anywhere, length) => {
    const tell = (expected: boolean) =>
      on(bytes, (...range) => ssh.recognises(...range, { transport: 'tcp', expected }))
    expect([tell(true), tell(false)]).toEqual([true, anywhere])
    expect(on(bytes, ssh.measure)).toBe(length)
  })
  it('says what a side offers, and its fingerprint', () => {
    const seen = described(packet(kexInit(LISTS)))
    expect(seen.first('ssh.kex_algorithms')).toBe('curve25519-sha256,ext-info-c')
    expect(seen.first('ssh.kex.hassh_algorithms')).toBe(
      'curve25519-sha256,ext-info-c;aes128-ctr,aes256-ctr;umac-64;none,zlib',
    )
    expect(seen.first('ssh.kex.hassh')).toBe(
      md5('curve25519-sha256,ext-info-c;aes128-ctr,aes256-ctr;umac-64;none,zlib'),
    )
    expect(seen.first('ssh.kex.hasshserver')).toBeUndefined()
    expect(seen.problems).toEqual([])
  })
  it('tells a server from a client where it can', () => {
    const lists = ['curve25519-sha256,kex-strict-s-v00@openssh.com', ...LISTS.slice(1)]
    const seen = described(packet(kexInit(lists)))
    expect(seen.first('ssh.kex.hassh')).toBeUndefined()
    expect(seen.first('ssh.kex.hasshserver')).toBe(md5(`${lists[0]};aes256-gcm@openssh.com;hmac-sha2-256;zlib`))
    const plain = Uint8Array.from(kexInit(['a', ...LISTS.slice(1)]))
    expect(on(plain, parseKexInit)?.sender).toBeUndefined()
  })
  it('in one line', () => {
    const lines = [banner, packet(kexInit(LISTS)), packet([21]), new Uint8Array(40).fill(0xa5)].map((bytes) =>
      on(bytes, (view, start, end) => ssh.summary(view, bytes, start, end)),
    )
    expect(lines).toEqual([
      'Protocol (SSH-2.0-OpenSSH_9.2p1 Debian)',
      'Key Exchange Init',
      'New Keys',
      'Encrypted packet',
    ])
  })
  it('is no reason to throw, hang or say ranges outside, whatever the bytes', () => {
    for (const good of [banner, packet(kexInit(LISTS)), packet([30, ...new Array<number>(36).fill(9)])]) {
      eachVariant(good, (view, start, end) => {
        const seen = new SeenFields(new Uint8Array(view.buffer))
        ssh.describe(seen, start, end)
        return [seen.names, ssh.measure(view, start, end), ssh.summary(view, seen.bytes, start, end)]
      })
    }
  })
})

it('keeps what every application promises', () => {
  expect(brokenPromises(ssh, [banner, packet(kexInit(LISTS)), packet([21])])).toEqual([])
})
