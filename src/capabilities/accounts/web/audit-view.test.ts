import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../web/shell/address.ts'
import { auditSpec, isFiltered, toAuditQuery } from './audit-view.ts'

const NOW_MS = 1_790_000_000_000
const HOUR_MS = 3_600_000
const ask = (raw: Record<string, string>) => toAuditQuery(parseAddress(auditSpec, raw), NOW_MS)

describe('the audit’s address', () => {
  it.each([
    [{}, {}],
    [{ who: ' anna ' }, { who: 'anna' }],
    [
      { q: 'nginx', host: 'db1' },
      { text: 'nginx', host: 'db1' },
    ],
    [{ action: 'host.' }, { action: 'host.' }],
    [{ outcome: 'refused' }, { outcome: 'refused' }],
    [{ outcome: 'nonsense' }, {}],
    [{ since: '24h' }, { fromMs: NOW_MS - 24 * HOUR_MS }],
    [{ since: '90d' }, { fromMs: NOW_MS - 90 * 24 * HOUR_MS }],
    [
      { since: 'fixed', from: '1700000000000', to: '1700000001000' },
      { fromMs: 1_700_000_000_000, toMs: 1_700_000_001_000 },
    ],
    [{ since: 'fixed', to: '1700000001000' }, { toMs: 1_700_000_001_000 }],
    [{ since: 'any', from: '1700000000000' }, {}],
    [{ row: '7' }, {}],
  ])('%j asks %j', (raw, query) => {
    expect(ask(raw)).toEqual(query)
  })
  it('knows whether anything is filtered', () => {
    expect(isFiltered(ask({ row: '7' }))).toBe(false)
    expect(isFiltered(ask({ who: 'anna' }))).toBe(true)
  })
})
