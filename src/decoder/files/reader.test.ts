/** Capture files in every dialect, whole, in pieces of any size, and cut anywhere. */
import { describe, expect, it } from 'vitest'
import { ascii, join } from '../testdata/capture.ts'
import { pcapng } from '../testdata/pcapng.ts'
import { CaptureReader, type ReaderState } from './capture-reader.ts'
import { KeyLog } from './key-log.ts'
import type { RecordSink } from './records.ts'

interface Seen {
  readonly text: string
  readonly wire: number
  readonly at: string
  readonly linkType: number
  readonly port: number
  readonly offset: number
}

class Log implements RecordSink {
  readonly records: Seen[] = []
  readonly states: (ReaderState | undefined)[] = []
  reader: CaptureReader | undefined
  record(...said: Parameters<RecordSink['record']>): void {
    const [bytes, view, start, end, wire, seconds, nanoseconds, linkType, port, offset] = said
    if (start < end) expect(view.getUint8(start)).toBe(bytes[start])
    const text = String.fromCharCode(...bytes.subarray(start, end))
    this.records.push({ text, wire, at: `${seconds}.${String(nanoseconds).padStart(9, '0')}`, linkType, port, offset })
    this.states.push(structuredClone(this.reader?.state))
  }
}

function read(file: Uint8Array, pieceBytes = file.length || 1) {
  const log = new Log()
  const reader = new CaptureReader(log)
  log.reader = reader
  for (let at = 0; at < file.length; at += pieceBytes) {
    // A piece is lent: what was kept of it must be a copy.
    const piece = file.slice(at, at + pieceBytes)
    reader.push(piece)
    piece.fill(0xee)
  }
  reader.end()
  return { ...log, reader, problems: reader.problems, notes: reader.notes, facts: reader.facts }
}

/** The same however it comes; and cut anywhere, what came before is there and the cut is told. Answers what the whole file says. */
function readEveryWay(file: Uint8Array) {
  const whole = read(file)
  const said = (one: ReturnType<typeof read>) => [one.records, one.problems, one.notes, one.facts]
  for (const piece of [1, 2, 3, 7, 16, 33]) expect(said(read(file, piece))).toEqual(said(whole))
  for (let cut = 0; cut < file.length; cut++) {
    for (const piece of [file.length, 1]) {
      const part = read(file.subarray(0, cut), piece)
      expect(part.records).toEqual(whole.records.slice(0, part.records.length))
      for (const { at, missing } of part.problems) {
        expect(at).toBeLessThanOrEqual(cut)
        if (missing !== undefined) expect(missing).toBeGreaterThan(0)
      }
      expect(part.problems.length).toBeLessThanOrEqual(1)
    }
  }
  return whole
}

const bytesOf = (littleEndian: boolean, ...words: readonly number[]) => {
  const view = new DataView(new ArrayBuffer(words.length * 4))
  for (const [n, word] of words.entries()) view.setUint32(n * 4, word, littleEndian)
  return new Uint8Array(view.buffer)
}

function pcapOf(magic: number, littleEndian: boolean, { minor = 4, snap = 65_535, link = 1 } = {}) {
  const version = littleEndian ? (minor << 16) | 2 : (2 << 16) | minor
  return bytesOf(littleEndian, magic, version, 0, 0, snap, link)
}

const DIALECTS = [
  ['µs', 0xa1b2c3d4, 0, 'us', 'pcap'],
  ['ns', 0xa1b23c4d, 0, 'ns', 'pcap'],
  ['modified', 0xa1b2cd34, 8, 'us', 'pcap-modified'],
] as const

describe.each([
  [true, 'little'],
  [false, 'big'],
] as const)('pcap, little-endian: %s', (littleEndian, endian) => {
  it.each(DIALECTS)('%s', (_, magic, extra, resolution, format) => {
    const record = (seconds: number, fraction: number, text: string, wire: number) =>
      join(bytesOf(littleEndian, seconds, fraction, text.length, wire), new Uint8Array(extra), ascii(text))
    const file = join(
      pcapOf(magic, littleEndian, { link: 0xf0000001 }),
      record(1, 5, 'one', 3),
      record(0xffff_ffff, 999_999, '', 90),
      record(3, 7, 'three', 1),
    )
    const { records, problems, facts, reader } = readEveryWay(file)
    const ns = resolution === 'ns' ? 1 : 1000
    const at = (fraction: number) => String(fraction * ns).padStart(9, '0')
    const size = 16 + extra
    expect(records).toEqual([
      { text: 'one', wire: 3, at: `1.${at(5)}`, linkType: 1, port: 0, offset: 24 },
      { text: '', wire: 90, at: `4294967295.${at(999_999)}`, linkType: 1, port: 0, offset: 27 + size },
      { text: 'three', wire: 5, at: `3.${at(7)}`, linkType: 1, port: 0, offset: 27 + 2 * size },
    ])
    expect(problems).toEqual([])
    expect(facts).toEqual({ format, resolution, endian, linkTypes: [1] })
    expect([reader.position, reader.records]).toEqual([file.length, 3])
  })

  it.each([
    [2, [9, 3], true],
    [3, [9, 3], true],
    [3, [3, 9], false],
    [4, [3, 9], false],
  ])('version 2.%i with the lengths %j', (minor, lengths) => {
    const header = pcapOf(0xa1b2c3d4, littleEndian, { minor })
    const record = join(bytesOf(littleEndian, 1, 2, ...lengths), ascii('abc'))
    const whole = readEveryWay(join(header, record, record))
    expect(whole.records.map(({ text, wire }) => [text, wire])).toEqual([
      ['abc', 9],
      ['abc', 9],
    ])
  })
})

describe('a pcap that is damaged', () => {
  const header = pcapOf(0xa1b2c3d4, true)
  const record = join(bytesOf(true, 1, 2, 3, 3), ascii('abc'))
  it.each([
    ['empty', new Uint8Array(), { code: 'not-a-capture', at: 0 }],
    ['three bytes', Uint8Array.of(0xd4, 0xc3, 0xb2), { code: 'not-a-capture', at: 0 }],
    ['text', ascii('GET / HTTP/1.1'), { code: 'not-a-capture', at: 0 }],
    ['a magic alone', header.slice(0, 4), { code: 'cut', at: 0, record: 1, missing: 20 }],
    ['a record’s header cut', join(header, record, record.slice(0, 9)), { code: 'cut', at: 43, record: 2, missing: 7 }],
    ['a record cut', join(header, record.slice(0, 17)), { code: 'cut', at: 24, record: 1, missing: 2 }],
    [
      'a length of 4 GB',
      join(header, record, bytesOf(true, 1, 2, 0xffff_ffff, 3), record),
      { code: 'bad-length', at: 43, record: 2, length: 0xffff_ffff },
    ],
    ['another version', pcapOf(0xa1b2c3d4, true).with(4, 3), { code: 'unsupported-version', at: 4 }],
  ])('%s', (_, file, problem) => {
    for (const piece of [1, 5, 1000]) {
      const { problems, reader } = read(file, piece)
      expect(problems).toEqual([problem])
      expect(reader.stopped).toBe(true)
      reader.push(record)
      reader.end()
      expect(reader.problems).toEqual([problem])
    }
  })
  it('a length as long as the file’s own limit allows is waited for, not believed to be there', () => {
    const { problems } = read(join(pcapOf(0xa1b2c3d4, true, { snap: 0xffff_ffff }), bytesOf(true, 1, 2, 1 << 27, 3)), 3)
    expect(problems).toEqual([{ code: 'cut', at: 24, record: 1, missing: 1 << 27 }])
  })
})

describe.each([true, false])('pcapng, little-endian: %s', (littleEndian) => {
  const ng = pcapng(littleEndian)
  const resolution = (octet: number) => ng.option(9, Uint8Array.of(octet))

  it('every block', () => {
    const name = (type: number, bytes: readonly number[], ...names: readonly string[]) => {
      const value = join(Uint8Array.from(bytes), ...names.map((one) => ascii(`${one}\0`)))
      return join(ng.number(2, type), ng.number(2, value.length), value, new Uint8Array(-value.length & 3))
    }
    const file = join(
      ng.section(ng.option(1, ascii('of the section')), ng.option(0, new Uint8Array())),
      ng.block(0x80000001, ascii('unknown')),
      ng.interface(1, 0, ng.option(2, ascii('eth0')), resolution(9)),
      ng.interface(101, 4, ng.option(14, ng.number(8, -100))),
      ng.enhanced(0, 1_700_000_000_123_456_789n, ascii('first'), 5),
      ng.enhanced(1, 200_000_007n, ascii('2nd'), 40, ng.option(1, ascii('look here'))),
      ng.old(0, 3_000_000_001n, ascii('old one'), 7),
      ng.simple(9, ascii('no times!')),
      ng.names(name(1, [10, 0, 0, 1], 'one.example', 'alias'), name(2, [...new Uint8Array(15), 1], 'six'), name(0, [])),
      ng.statistics(1, ng.option(4, ng.number(8, 50)), ng.option(5, ng.number(8, 3)), ng.option(7, ng.number(8, 4))),
      ng.block(10, new Uint8Array(8)),
      ng.block(0x0bad, ng.number(4, 1), ascii('custom')),
    )
    const { records, problems, notes, facts } = readEveryWay(file)
    expect(problems).toEqual([])
    expect(records.map(({ offset, ...rest }) => rest)).toEqual([
      { text: 'first', wire: 5, at: '1700000000.123456789', linkType: 1, port: 0 },
      { text: '2nd', wire: 40, at: '100.000007000', linkType: 101, port: 1 },
      { text: 'old one', wire: 7, at: '3.000000001', linkType: 1, port: 0 },
      { text: 'no times!', wire: 9, at: '-1.000000000', linkType: 1, port: 0 },
    ])
    expect(notes).toEqual({
      comments: [{ text: 'of the section' }, { packet: 2, text: 'look here' }],
      names: [
        { address: '10.0.0.1', name: 'one.example' },
        { address: '::1', name: 'six' },
      ],
      drops: [{ interfaceId: 1, received: 50, dropped: 7 }],
      secrets: 1,
      keys: expect.any(KeyLog),
      more: 0,
    })
    expect(facts).toEqual({
      format: 'pcapng',
      resolution: 'mixed',
      endian: littleEndian ? 'little' : 'big',
      linkTypes: [1, 101],
    })
  })

  it('a simple packet is as long as its interface’s limit lets it be', () => {
    const file = join(ng.section(), ng.interface(1, 4), ng.simple(9, ascii('nine')), ng.simple(2, ascii('2b')))
    const { records } = readEveryWay(file)
    expect(records.map(({ text, wire }) => [text, wire])).toEqual([
      ['nine', 9],
      ['2b', 2],
    ])
  })

  it.each([
    [0x00, 7n, '7.000000000', 's'],
    [0x03, 1_234_567n, '1234.567000000', 'ms'],
    [0x06, (1n << 53n) + 1n, '9007199254.740993000', 'us'],
    [0x06, 253_402_300_799_999_999n, '253402300799.999999000', 'us'],
    [0x09, 0xffff_ffff_ffff_ffffn, '18446744073.709551615', 'ns'],
    [0x0c, 1_000_000_000_000_999n, '1000.000000000', '1/1000000000000 s'],
    [0x80, 7n, '7.000000000', 's'],
    [0x8a, 1025n, '1.000976562', '1/1024 s'],
    [0xa0, 0x1_8000_0000n, '1.500000000', '1/4294967296 s'],
    [0xb4, (3n << 52n) | (1n << 51n), '3.500000000', '1/4503599627370496 s'],
  ])('if_tsresol %i of %i', (octet, ticks, at, name) => {
    const file = join(ng.section(), ng.interface(1, 0, resolution(octet)), ng.enhanced(0, ticks, ascii('x'), 1))
    const { records, facts } = read(file)
    expect([records[0]?.at, facts.resolution]).toEqual([at, name])
  })

  it.each([
    ['past the year 9999', 0x06, 253_402_300_800_000_000n, '253402300800.000000000'],
    ['the largest there is', 0x00, 0xffff_ffff_ffff_ffffn, '18446744073709552000.000000000'],
    ['in ticks that no double holds', 0x14, 7n, '-1.000000000'],
    ['in ticks that no double holds, of powers of two', 0xff, 7n, '-1.000000000'],
  ])('a time %s is told once', (_, octet, ticks, at) => {
    const packets = [1, 2].map(() => ng.enhanced(0, ticks, ascii('x'), 1))
    const { records, problems } = read(join(ng.section(), ng.interface(1, 0, resolution(octet)), ...packets))
    expect(records.map((record) => record.at)).toEqual([at, at])
    expect(problems).toMatchObject([{ code: 'bad-time', record: 1 }])
  })

  it('sections in turn, each with its own interfaces and byte order', () => {
    const other = pcapng(!littleEndian)
    const file = join(
      ng.section(),
      ng.interface(1, 0),
      ng.interface(101, 0),
      ng.enhanced(1, 1n, ascii('a'), 1),
      other.section(),
      other.interface(113, 0, other.option(9, Uint8Array.of(6))),
      other.enhanced(0, 2n, ascii('b'), 1),
      ng.section(),
      ng.interface(276, 0),
      ng.enhanced(0, 3n, ascii('c'), 1),
    )
    const { records, facts, problems } = readEveryWay(file)
    expect(records.map(({ text, linkType }) => [text, linkType])).toEqual([
      ['a', 101],
      ['b', 113],
      ['c', 276],
    ])
    expect(facts).toEqual({ format: 'pcapng', resolution: 'us', endian: 'mixed', linkTypes: [1, 101, 113, 276] })
    expect(problems).toEqual([])
  })

  const begun = join(ng.section(), ng.interface(1, 0), ng.enhanced(0, 1n, ascii('good'), 4))
  const at = begun.length
  const broken = (block: Uint8Array, word: number, value: number) => {
    const copy = block.slice()
    copy.set(ng.number(4, value), word)
    return copy
  }
  it.each([
    ['no interface of that number', ng.enhanced(7, 1n, ascii('x'), 1), { code: 'unknown-interface', at, record: 2 }],
    [
      'a block of 8 bytes',
      broken(ng.enhanced(0, 1n, ascii('x'), 1), 4, 8),
      { code: 'bad-length', at, record: 2, length: 8 },
    ],
    [
      'an odd length',
      broken(ng.enhanced(0, 1n, ascii('x'), 1), 4, 37),
      { code: 'bad-length', at, record: 2, length: 37 },
    ],
    [
      'a packet longer than its block',
      broken(ng.enhanced(0, 1n, ascii('x'), 1), 20, 0xffff_fff0),
      { code: 'bad-length', at, record: 2, length: 0xffff_fff0 },
    ],
    [
      'a packet block of 4 GB',
      broken(ng.enhanced(0, 1n, ascii('x'), 1), 4, 0xffff_fffc),
      { code: 'bad-length', at, record: 2, length: 0xffff_fffc },
    ],
    ['an old packet without room', ng.block(2, new Uint8Array(4)), { code: 'bad-length', at, record: 2 }],
    ['a simple packet without room', ng.block(3), { code: 'bad-length', at, record: 2 }],
    ['another version', broken(ng.section(), 12, 0x00020002), { code: 'unsupported-version', at: at + 12 }],
    ['no byte order', broken(ng.section(), 8, 0), { code: 'bad-block', at }],
    ['an interface without room', ng.block(1, new Uint8Array(4)), { code: 'bad-length', at }],
  ])('stops at %s', (_, block, problem) => {
    for (const piece of [1, 9, 10_000]) {
      const { records, problems } = read(join(begun, block, begun), piece)
      expect(problems).toMatchObject([problem])
      expect(records).toHaveLength(1)
    }
  })

  it('passes over long blocks that are no packets, unread', () => {
    const length = 17 * 1024 * 1024
    const long = new Uint8Array(length)
    long.set(join(ng.number(4, 0x0bad), ng.number(4, length)))
    const file = join(begun, long, ng.enhanced(0, 2n, ascii('after'), 5))
    for (const piece of [65_536, file.length]) {
      const { records, problems } = read(file, piece)
      expect(problems).toEqual([])
      expect(records.map(({ text, offset }) => [text, offset])).toEqual([
        ['good', at - 36],
        ['after', at + length],
      ])
    }
  })
  it('says how much of a block of 4 GB is missing', () => {
    const claimed = join(ng.number(4, 0x0bad), ng.number(4, 0xffff_fffc), new Uint8Array(100))
    for (const piece of [1, 64, 10_000]) {
      expect(read(join(begun, claimed), piece).problems).toEqual([
        { code: 'cut', at: at + 108, missing: 0xffff_fffc - 108 },
      ])
    }
  })
  it('keeps no more notes than it may', () => {
    const comment = ng.option(1, ascii('again'))
    const packets = Array.from({ length: 1200 }, () => ng.enhanced(0, 1n, ascii('x'), 1, comment))
    const { notes, records } = read(join(begun, ...packets))
    expect([records.length, notes.comments.length, notes.more]).toEqual([1201, 1000, 200])
  })
})

describe('going on in the middle', () => {
  const ng = pcapng(false)
  const files = {
    pcap: [1, 2, 3].reduce(
      (file, n) => join(file, bytesOf(true, n, n, 3, 3), ascii(`no${n}`)),
      pcapOf(0xa1b23c4d, true, { link: 101 }),
    ),
    'pcap 2.2': [1, 2, 3].reduce(
      (file, n) => join(file, bytesOf(true, n, n, 9, 3), ascii(`no${n}`)),
      pcapOf(0xa1b2c3d4, true, { minor: 2 }),
    ),
    pcapng: join(
      ng.section(),
      ng.interface(1, 0, ng.option(9, Uint8Array.of(9))),
      ng.enhanced(0, 1n, ascii('a'), 1),
      ng.interface(101, 0),
      ng.enhanced(1, 2n, ascii('b'), 1),
      pcapng(true).section(),
      pcapng(true).interface(113, 0),
      pcapng(true).enhanced(0, 3n, ascii('c'), 1),
      pcapng(true).enhanced(0, 4n, ascii('d'), 1),
    ),
  }
  it.each(Object.entries(files))('%s', (_, file) => {
    const whole = read(file)
    expect(whole.records.length).toBeGreaterThan(2)
    for (const [n, state] of whole.states.entries()) {
      const from = whole.records[n]?.offset ?? 0
      if (!state) throw new Error('no state')
      const log = new Log()
      const reader = CaptureReader.resume(log, { ...state, records: n }, from)
      reader.push(file.subarray(from))
      reader.end()
      expect(log.records).toEqual(whole.records.slice(n))
      expect([reader.problems, reader.records]).toEqual([[], whole.records.length])
    }
  })
})
