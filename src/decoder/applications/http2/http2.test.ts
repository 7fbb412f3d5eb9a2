import { describe, expect, it } from 'vitest'
import { SeenFields } from '../../../../test/seen-fields.ts'
import { eachVariant, fromHex } from '../../../../test/strangers-bytes.ts'
import { NEED_MORE, NOT_MINE } from '../../fields.ts'
import { brokenPromises } from '../../testing/application-contract.ts'
import { decodeHeaders, HeaderTable } from './hpack.ts'
import { describeHttp2, http2, MAGIC } from './http2.ts'

const on = <T>(bytes: Uint8Array, read: (view: DataView, start: number, end: number) => T): T =>
  read(new DataView(bytes.buffer), 0, bytes.length)
const decode = (text: string, table: HeaderTable) => {
  const { headers, stoppedAt } = on(fromHex(text), (...range) => decodeHeaders(...range, table))
  return { headers: headers.map(({ name, value }) => `${name}: ${value}`), stoppedAt }
}

// RFC 7541, appendix C: requests and responses, with and without Huffman coding, on one table each.
const FIRST = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com']
const SECOND = [...FIRST, 'cache-control: no-cache']
const THIRD = [
  ':method: GET',
  ':scheme: https',
  ':path: /index.html',
  ':authority: www.example.com',
  'custom-key: custom-value',
]
const RESPONSES = [
  [
    ':status: 302',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:21 GMT',
    'location: https://www.example.com',
  ],
  [
    ':status: 307',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:21 GMT',
    'location: https://www.example.com',
  ],
  [
    ':status: 200',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:22 GMT',
    'location: https://www.example.com',
    'content-encoding: gzip',
    'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
  ],
]

describe('HPACK', () => {
  it.each([
    ['400a637573746f6d2d6b65790d637573746f6d2d686561646572', ['custom-key: custom-header'], 55],
    ['040c2f73616d706c652f70617468', [':path: /sample/path'], 0],
    ['100870617373776f726406736563726574', ['password: secret'], 0],
    ['82', [':method: GET'], 0],
  ])('RFC 7541 C.2: %s', (text, headers, bytes) => {
    const table = new HeaderTable()
    expect(decode(text, table)).toEqual({ headers, stoppedAt: undefined })
    expect(table.bytes).toBe(bytes)
  })
  it.each([
    {
      name: 'C.3',
      blocks: [
        '828684410f7777772e6578616d706c652e636f6d',
        '828684be58086e6f2d6361636865',
        '828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565',
      ],
    },
    {
      name: 'C.4',
      blocks: [
        '828684418cf1e3c2e5f23a6ba0ab90f4ff',
        '828684be5886a8eb10649cbf',
        '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf',
      ],
    },
  ])('RFC 7541 $name', ({ blocks }) => {
    const table = new HeaderTable()
    expect(blocks.map((block) => decode(block, table).headers)).toEqual([FIRST, SECOND, THIRD])
    expect({ size: table.size, bytes: table.bytes }).toEqual({ size: 3, bytes: 164 })
  })
  it.each([
    {
      name: 'C.5',
      blocks: [
        `4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d54
         6e1768747470733a2f2f7777772e6578616d706c652e636f6d`,
        '4803333037c1c0bf',
        `88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b425a58
         4f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31`,
      ],
    },
    {
      name: 'C.6',
      blocks: [
        '488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3',
        '4883640effc1c0bf',
        `88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672
         c1ab270fb5291f9587316065c003ed4ee5b1063d5007`,
      ],
    },
  ])('RFC 7541 $name, with entries pushed out', ({ blocks }) => {
    const table = new HeaderTable()
    table.resize(256)
    expect(blocks.map((block) => decode(block, table).headers)).toEqual(RESPONSES)
    expect({ size: table.size, bytes: table.bytes }).toEqual({ size: 3, bytes: 215 })
  })
  it('stops where the table has a gap', () => {
    expect(decode('82be84', new HeaderTable())).toEqual({ headers: [':method: GET'], stoppedAt: 1 })
  })
  it('keeps its table bounded', () => {
    const table = new HeaderTable()
    expect(decode('3fffffffffff7f', table).stoppedAt).toBe(0)
    table.resize(1e9)
    for (let n = 0; n < 10_000; n++) table.insert({ name: `x-${n}`, value: 'v'.repeat(100) })
    expect(table.bytes).toBeLessThanOrEqual(65_536)
  })
  it('is no reason to throw, hang or read outside, whatever the bytes', () => {
    const good = fromHex(
      '828684418cf1e3c2e5f23a6ba0ab90f4ff400a637573746f6d2d6b65790d637573746f6d2d6865616465723fe101be',
    )
    eachVariant(good, (...range) => decodeHeaders(...range, new HeaderTable()))
  })
})

const size = (bytes: number) => bytes.toString(16).padStart(6, '0')
const frame = (type: string, flags: string, stream: string, body: string) =>
  `${size(body.length / 2)}${type}${flags}${stream.padStart(8, '0')}${body}`
const SETTINGS = frame('04', '00', '0', '000300000064000400100000')
const REQUEST = frame('01', '25', '1', '80000000ff828684418cf1e3c2e5f23a6ba0ab90f4ff')
const described = (text: string, table?: HeaderTable) => {
  const seen = new SeenFields(fromHex(text))
  describeHttp2(seen, 0, seen.bytes.length, table)
  return seen
}

describe('HTTP/2 frames', () => {
  it.each([
    [Buffer.from(MAGIC).toString('hex'), true, 24],
    [SETTINGS, true, 21],
    [frame('04', '01', '0', ''), false, 9],
    [frame('04', '01', '0', '') + REQUEST, true, 9],
    [frame('04', '00', '1', '000300000064'), false, 15],
    [REQUEST, false, 31],
    ['ffffff0400000000', false, NEED_MORE],
    ['ffffff040000000000', false, NOT_MINE],
    ['000000000000', false, NEED_MORE],
  ])('%s', (text, mine, length) => {
    expect(on(fromHex(text), http2.recognises)).toBe(mine)
    expect(on(fromHex(text), http2.measure)).toBe(length)
  })
  it('say their headers, which the next frame may refer to', () => {
    const table = new HeaderTable()
    const seen = described(REQUEST, table)
    expect(seen.first('http2.headers.authority')).toBe('www.example.com')
    expect(seen.first('http2.flags.end_stream')).toBe(true)
    expect(seen.first('http2.headers.weight')).toBe(255)
    expect(described(frame('01', '04', '3', '82be'), table).all('http2.header.value')).toEqual([
      'GET',
      'www.example.com',
    ])
    expect(described(frame('01', '04', '3', '82be')).first('http2.headers')).toBe('be')
  })
  it('say settings, ends and errors', () => {
    expect(described(SETTINGS).first('http2.settings.max_concurrent_streams')).toBe(100)
    expect(described(frame('07', '00', '0', '0000000500000002')).meaning('http2.goaway.error')).toBe('INTERNAL_ERROR')
    expect(described(frame('00', '09', '1', '02616263ffff')).first('http2.data.data')).toBe('616263')
  })
  it('in one line', () => {
    const bytes = fromHex(Buffer.from(MAGIC).toString('hex') + SETTINGS + REQUEST)
    expect(on(bytes, (view, start, end) => http2.summary(view, bytes, start, end))).toBe(
      'Magic, SETTINGS[0], HEADERS[1]',
    )
  })
  it('are no reason to throw, hang or say ranges outside, whatever the bytes', () => {
    for (const text of [
      SETTINGS,
      REQUEST,
      frame('05', '0c', '1', '0200000002828684ffff'),
      frame('07', '00', '0', '0000000500000002'),
    ]) {
      eachVariant(fromHex(text), (view, start, end) => {
        const seen = new SeenFields(new Uint8Array(view.buffer))
        describeHttp2(seen, start, end)
        return [seen.names, http2.summary(view, seen.bytes, start, end), http2.recognises(view, start, end)]
      })
    }
  })
})

it('keeps what every application promises', () => {
  expect(brokenPromises(http2, [SETTINGS, REQUEST].map(fromHex))).toEqual([])
})
