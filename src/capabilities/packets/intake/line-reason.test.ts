import { expect, it } from 'vitest'
import { packetsErrors } from '../errors.ts'
import { en } from '../texts/en.ts'
import { toLineReason } from './line-reason.ts'

// As they come from Node, ssh2 1.17 and sftp.ts.
it.each([
  ['ECONNRESET', 'connection closed'],
  ['the line was closed', 'connection closed'],
  ['Connection lost before handshake', 'connection closed'],
  ['No response from server', 'connection closed'],
  ['Keepalive timeout', 'no answer'],
  ['Timed out while waiting for handshake', 'no answer'],
  ['no answer for 60 s', 'no answer'],
  ['ETIMEDOUT', 'no answer'],
  ['ECONNREFUSED', 'connection refused'],
  ['EHOSTUNREACH', 'machine not reachable'],
  ['ENOTFOUND', 'machine name not found'],
])('%s is told as: %s', (reason, words) => {
  for (const code of ['packets.fetch-cut', 'packets.site-unreachable'] as const) {
    const { key } = toLineReason(packetsErrors[code]({ reason }))
    expect(en[key as keyof typeof en]).toBe(words)
  }
})
it('what has no words of ours is told as it came', () => {
  expect(toLineReason(packetsErrors['packets.fetch-cut']({ reason: 'Failure' }))).toEqual({
    key: 'packets.line.other',
    params: { reason: 'Failure' },
  })
})
it('a machine that refuses lets nobody in, whatever it says', () => {
  const refused = packetsErrors['packets.site-refused']({ reason: 'ECONNRESET' })
  expect(toLineReason(refused)).toEqual({ key: 'packets.line.not-let-in' })
})
