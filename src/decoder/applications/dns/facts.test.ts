import { describe, expect, it } from 'vitest'
import { ADDITIONAL, ANSWER, DnsReader, NameTable } from './facts.ts'

const QUERY = '12340100000100000000 0000'
const A_IN = '00010001'
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))
/** Labels as on the wire; each may be text or bytes. */
const labels = (...parts: (string | number[])[]) =>
  parts
    .map((part) => Buffer.from(part as string))
    .map((bytes) => Buffer.concat([Buffer.of(bytes.length), bytes]).toString('hex'))
    .join('')
const name = (...parts: (string | number[])[]) => `${labels(...parts)}00`

function open(text: string): { reader: DnsReader; fine: boolean; bytes: Uint8Array } {
  const bytes = hex(text)
  const reader = new DnsReader()
  return { reader, bytes, fine: reader.read(new DataView(bytes.buffer), bytes, 0, bytes.length) }
}
function questions(text: string): string[] {
  const { reader } = open(text)
  const found: string[] = []
  for (let more = reader.hasQuestion; more; more = reader.nextQuestion()) found.push(reader.nameText())
  return found
}
const x63 = 'x'.repeat(63)

describe('a DNS name', () => {
  // The right column is what tshark 4.0.17 prints for dns.qry.name.
  it.each([
    ['plain', name('www', 'Example', 'org'), 'www.Example.org'],
    ['blanks, backslashes, quotes', name('a b', 'c\\d', 'e"f'), 'a b.c\\d.e"f'],
    ['a dot inside a label', name('a.b', 'c'), 'a.b.c'],
    ['zero bytes', name('\0x', 'y\0'), '\\000x.y\\000'],
    ['control characters', name('\t\r\n\x07\b\f\v\x1b\x7f'), '\\t\\r\\n\\a\\b\\f\\v\\033\\177'],
    ['no UTF-8', name([0x80, 0xff], [0x61, 0xc3], [0xa9, 0x62]), '\ufffd\ufffd.a\ufffd.\ufffdb'],
    [
      'broken UTF-8',
      name([0xe4, 0xb8, 0x78], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]),
      '\ufffdx.\ufffd.\ufffd.\ufffd',
    ],
    ['overlong UTF-8', name([0xc0, 0x80]), '\\u0000'],
    ['UTF-8', name('é中\u0085\u200b😀\u00ad\uffff'), 'é中\\u0085\\u200B😀\\u00AD\\uFFFF'],
    ['root', '00', '<Root>'],
    ['itself', 'c00c', '<Name contains a pointer that loops>'],
    ['a loop', `${labels('abc')}c00c`, '<Name contains a pointer that loops>'],
    ['an unknown label type', `${labels('abc')}42`, '<Unknown extended label>'],
    ['a bit string', `${labels('abc')}4108ff00`, 'abc'],
    ['254 characters', name(x63, x63, x63, 'y'.repeat(61)), `${x63}.${x63}.${x63}.${'y'.repeat(61)}`.slice(0, 254)],
    ['255 characters', name(x63, x63, x63, x63), '<Name too long>'],
  ])('%s', (_, wire, text) => expect(questions(`${QUERY}${wire}${A_IN}`)).toEqual([text]))

  it.each([
    ['that ends in the middle', `${labels('abc')}05`],
    ['of a forbidden label type', `${labels('abc')}80`],
    ['pointing behind the message', 'ffff'],
    ['without its type', name('abc').slice(0, -2)],
  ])('%s is no question', (_, wire) => expect(questions(`${QUERY}${wire}`)).toEqual([]))

  it('is followed over 255 pointers and no more', () => {
    const chain = (pointers: number) => {
      let wire = '016100'
      let last = 18
      for (let n = 1; n < pointers; n++) {
        wire += (0xc000 | last).toString(16)
        last = 18 + 3 + 2 * (n - 1)
      }
      return `${QUERY}${(0xc000 | last).toString(16)}${A_IN}${wire}`
    }
    expect(questions(chain(255))).toEqual(['a'])
    expect(questions(chain(256))).toEqual(['<Name contains a pointer that loops>'])
  })
})

describe('a DNS message', () => {
  it('says what its header says', () => {
    const { reader, fine } = open(`abcd 8583 0001 0002 0003 0004 ${name('a')}${A_IN}`)
    expect(fine).toBe(true)
    expect(reader).toMatchObject({ id: 0xabcd, isResponse: true, opcode: 0, rcode: 3, truncated: false })
    expect(reader).toMatchObject({ questions: 1, answers: 2, authorities: 3, additionals: 4, questionType: 1 })
  })
  it('may be cut after its flags', () => {
    expect(open('12348180').fine).toBe(true)
    expect(open('12348180').reader.isResponse).toBe(true)
    expect(open('123481').fine).toBe(false)
  })
  it('may have several questions, of which a cut one does not count', () => {
    expect(questions(`123401000003000000000000${name('a')}${A_IN}${name('b')}${A_IN}`)).toEqual(['a', 'b'])
  })
  it('has records, whose names are the current name', () => {
    const { reader, bytes } = open(
      `000084000001000100000001 ${name('www', 'a')}${A_IN} c00c 0001 0001 0000003c 0004 01020304 00 0029 1000 00008000 0000`,
    )
    expect(reader.nextRecord()).toBe(true)
    expect(reader).toMatchObject({ section: ANSWER, recordType: 1, recordClass: 1, ttlSeconds: 60 })
    expect(reader.nameText()).toBe('www.a')
    expect([...bytes.subarray(reader.dataStart, reader.dataEnd)]).toEqual([1, 2, 3, 4])
    expect(reader.nextRecord()).toBe(true)
    expect(reader).toMatchObject({ section: ADDITIONAL, recordType: 41, ttlSeconds: 0x8000 })
    expect(reader.nextRecord()).toBe(false)
  })
  it('that claims 65,535 records ends where its bytes end', () => {
    const { reader } = open(`00008400ffffffffffffffff ${name('a')}${A_IN}`)
    let records = 0
    while (reader.nextRecord()) records++
    expect(records).toBe(0)
    expect(reader.questions).toBe(1)
  })
})

describe('the name table', () => {
  const intern = (table: NameTable, ...parts: string[]) => table.intern(open(`${QUERY}${name(...parts)}${A_IN}`).reader)
  it('knows a name again, and keeps case apart', () => {
    const table = new NameTable()
    const first = intern(table, 'www', 'example', 'org')
    expect(intern(table, 'WWW', 'example', 'org')).not.toBe(first)
    expect(intern(table, 'www', 'example', 'org')).toBe(first)
    expect(table.size).toBe(2)
    expect(table.text(first)).toBe('www.example.org')
  })
  it('grows, and keeps every name', () => {
    const table = new NameTable()
    const ids = Array.from({ length: 5000 }, (_, n) => intern(table, `host-${n}`, 'example'))
    expect(new Set(ids).size).toBe(5000)
    expect(ids.every((id, n) => table.text(id) === `host-${n}.example`)).toBe(true)
    expect(ids.every((id, n) => intern(table, `host-${n}`, 'example') === id)).toBe(true)
  })
  it('refuses what does not fit, and counts it', () => {
    const table = new NameTable(2, 1000)
    expect([intern(table, 'a'), intern(table, 'b'), intern(table, 'c'), intern(table, 'a')]).toEqual([0, 1, -1, 0])
    expect(table.refused).toBe(1)
    expect(intern(new NameTable(10, 3), 'abcd')).toBe(-1)
  })
})
