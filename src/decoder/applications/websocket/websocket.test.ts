import { describe, expect, it } from 'vitest'
import { SeenFields } from '../../../../test/seen-fields.ts'
import { eachVariant, fromHex } from '../../../../test/strangers-bytes.ts'
import { NEED_MORE, NOT_MINE } from '../../fields.ts'
import { brokenPromises } from '../../testing/application-contract.ts'
import { websocket } from './websocket.ts'

const described = (text: string) => {
  const seen = new SeenFields(fromHex(text))
  websocket.describe(seen, 0, seen.bytes.length)
  return seen
}
const measured = (text: string) => {
  const bytes = fromHex(text)
  return websocket.measure(new DataView(bytes.buffer), 0, bytes.length)
}

describe('a WebSocket frame', () => {
  // RFC 6455 §5.7.
  it.each([
    { name: 'unmasked text', bytes: '810548656c6c6f', fields: { text: 'Hello', mask: false } },
    { name: 'masked text', bytes: '818537fa213d7f9f4d5158', fields: { text: 'Hello', mask: true } },
    {
      name: 'masked pong',
      bytes: '8a8537fa213d7f9f4d5158',
      fields: { title: 'websocket.payload: 48656c6c6f', mask: true },
    },
    { name: 'unmasked ping', bytes: '890548656c6c6f', fields: { bytes: '48656c6c6f', mask: false } },
    { name: 'first fragment', bytes: '010348656c', fields: { text: 'Hel', mask: false } },
    { name: 'close', bytes: '880603e862796521', fields: { code: 1000, reason: 'bye!', mask: false } },
  ])('RFC 6455: $name', ({ bytes, fields }) => {
    const seen = described(bytes)
    expect({
      text: seen.first('websocket.payload.text'),
      bytes: seen.first('websocket.payload'),
      code: seen.first('websocket.payload.close.status_code'),
      reason: seen.first('websocket.payload.close.reason'),
      mask: seen.first('websocket.mask'),
      title: seen.titles[0],
    }).toEqual({ title: undefined, text: undefined, bytes: undefined, code: undefined, reason: undefined, ...fields })
    expect(seen.problems).toEqual([])
    expect(measured(bytes)).toBe(bytes.length / 2)
  })
  it.each([
    ['827e0100', 260],
    ['827f0000000000010000', 65_546],
    ['81', NEED_MORE],
    ['827e01', NEED_MORE],
    ['8300', NOT_MINE],
    ['897e0100', NOT_MINE],
    ['0900', NOT_MINE],
    ['827fffffffffffffffff', NOT_MINE],
  ])('%s is %i long', (bytes, length) => {
    expect(measured(bytes)).toBe(length)
  })
  it('is no reason to throw, hang or say ranges outside, whatever the bytes', () => {
    for (const good of ['818537fa213d7f9f4d5158', '888837fa213d3412030405060708']) {
      eachVariant(fromHex(good), (view, start, end) => {
        const seen = new SeenFields(new Uint8Array(view.buffer))
        websocket.describe(seen, start, end)
        return [seen.names, websocket.measure(view, start, end), websocket.summary(view, seen.bytes, start, end)]
      })
    }
  })
})

it('keeps what every application promises', () => {
  expect(brokenPromises(websocket, ['818537fa213d7f9f4d5158', '880603e862796521', '82033132 33'].map(fromHex))).toEqual(
    [],
  )
})
