import { describe, expect, it } from 'vitest'
import { ascii } from '../testdata/capture.ts'
import { KeyLog } from './key-log.ts'

const RANDOM = 'ab'.repeat(32)
const SECRET = '0123456789abcdef'.repeat(6)
const random = new Uint8Array(32).fill(0xab)

function read(...texts: readonly string[]): KeyLog {
  const log = new KeyLog()
  for (const text of texts) {
    const bytes = ascii(`before\n${text}`)
    log.add(bytes, 7, bytes.length)
  }
  return log
}

describe('a key log', () => {
  it('is found by the random bytes of the client, whatever the case of its digits and the end of its lines', () => {
    const log = read(
      `# a comment\r\nCLIENT_RANDOM ${RANDOM.toUpperCase()} ${SECRET}\r\n\nSERVER_TRAFFIC_SECRET_0 ${RANDOM} ${'11'.repeat(32)}`,
    )
    const secrets = log.find(random)
    expect(secrets?.get('SERVER_TRAFFIC_SECRET_0', 32)).toEqual(new Uint8Array(32).fill(0x11))
    expect(secrets?.get('CLIENT_TRAFFIC_SECRET_0', 32)).toBeUndefined()
    expect(secrets?.get('CLIENT_RANDOM', 48)).toHaveLength(48)
    expect(secrets?.get('CLIENT_RANDOM', 48)?.slice(0, 3)).toEqual(Uint8Array.of(0x01, 0x23, 0x45))
    expect(log.find(new Uint8Array(32))).toBeUndefined()
    expect(secrets?.get('SERVER_TRAFFIC_SECRET_0', 48)).toBeUndefined()
    expect(log.sessions).toBe(1)
  })

  it('goes on in further blocks, and the last word on a secret counts', () => {
    const log = read(`CLIENT_RANDOM ${RANDOM} ${SECRET}`, `CLIENT_RANDOM ${RANDOM} ${'22'.repeat(48)}`)
    expect(log.find(random)?.get('CLIENT_RANDOM', 48)).toEqual(new Uint8Array(48).fill(0x22))
    expect(log.version).toBe(2)
  })

  it('is new with a new secret alone', () => {
    const line = `CLIENT_RANDOM ${RANDOM} ${SECRET}`
    const log = read('', '# a comment\n', `CLIENT_EVERYTHING ${RANDOM} ${SECRET}`)
    expect(log.version).toBe(0)
    const take = (text: string) => log.add(ascii(text), 0, text.length)
    for (const text of [line, line, '', `${line}\n${line}`]) take(text)
    expect(log.version).toBe(1)
    // A secret that is said otherwise again and again is not believed for ever.
    for (let n = 10; n < 60; n++) take(`CLIENT_RANDOM ${RANDOM} ${String(n).repeat(48)}`)
    expect([log.version, log.find(random)?.version]).toEqual([16, 16])
  })

  it.each([
    ['an unknown label', `CLIENT_EVERYTHING ${RANDOM} ${SECRET}`],
    ['a short random', `CLIENT_RANDOM ${RANDOM.slice(2)} ${SECRET}`],
    ['no hexadecimal digits', `CLIENT_RANDOM ${RANDOM} ${'zz'.repeat(48)}`],
    ['half a byte', `CLIENT_RANDOM ${RANDOM} ${SECRET}a`],
    ['a secret of one byte', `CLIENT_RANDOM ${RANDOM} aa`],
    ['a line as long as a book', `CLIENT_RANDOM ${RANDOM} ${SECRET}${' '.repeat(100_000)}`],
    ['bytes of anything', String.fromCharCode(...Array.from({ length: 256 }, (_, n) => n))],
  ])('passes over %s', (_, line) => {
    const log = read(`${line}\nCLIENT_RANDOM ${'cd'.repeat(32)} ${SECRET}`)
    expect(log.find(random)).toBeUndefined()
    expect(log.sessions).toBe(1)
  })

  it('keeps no more than it may', () => {
    const log = new KeyLog()
    const lines = Array.from({ length: 60_000 }, (_, n) => `CLIENT_RANDOM ${String(n).padStart(64, '0')} ${SECRET}`)
    const many = new TextEncoder().encode(lines.join('\n'))
    for (let n = 0; n < 200; n++) log.add(many, 0, many.length)
    expect(log.sessions).toBe(50_000)
    const last = ascii(`CLIENT_RANDOM ${'0'.repeat(64)} ${'33'.repeat(48)}`)
    log.add(last, 0, last.length)
    expect(log.find(new Uint8Array(32))?.get('CLIENT_RANDOM', 48)?.[0]).toBe(0x01)
  })
})
