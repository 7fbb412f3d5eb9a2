import { describe, expect, it } from 'vitest'
import { describeZone, findZones, listZones } from './zones.ts'

const WINTER_MS = Date.UTC(2026, 0, 15)
const SUMMER_MS = Date.UTC(2026, 6, 15)

describe('a zone', () => {
  it.each([
    ['Asia/Seoul', WINTER_MS, 'UTC+9'],
    ['Asia/Kolkata', WINTER_MS, 'UTC+5:30'],
    ['Europe/Berlin', WINTER_MS, 'UTC+1'],
    ['Europe/Berlin', SUMMER_MS, 'UTC+2'],
    ['UTC', WINTER_MS, 'UTC'],
  ])('%s at %d is %s', (id, atMs, offset) => {
    expect(describeZone(id, 'en', atMs).offset).toBe(offset)
  })
})

describe('looking for a zone', () => {
  const english = listZones('en', WINTER_MS)
  const ids = (query: string, zones = english) => findZones(zones, query).map(({ id }) => id)

  it.each([
    ['seoul', 'Asia/Seoul'],
    ['new york', 'America/New_York'],
    ['new_york', 'America/New_York'],
    ['america/chicago', 'America/Chicago'],
    ['utc', 'UTC'],
    ['moscow utc+3', 'Europe/Moscow'],
  ])('%s finds %s first', (query, id) => {
    expect(ids(query)[0]).toBe(id)
  })
  it.each([
    ['ko', '대한민국', 'Asia/Seoul'],
    ['ru', 'москва', 'Europe/Moscow'],
  ] as const)('in %s by its own name: %s', (language, query, id) => {
    expect(ids(query, listZones(language, WINTER_MS))).toContain(id)
  })
  it('finds zones by the names that browsers no longer, or not yet, list', () => {
    const [row] = findZones([describeZone('Asia/Calcutta', 'en', WINTER_MS)], 'kolkata')
    expect(row?.id).toBe('Asia/Calcutta')
  })
  it('by an offset', () => {
    expect(ids('utc+9')).toContain('Asia/Tokyo')
  })
  it('nothing asked is everything, nonsense is nothing', () => {
    expect(ids('  ')).toHaveLength(english.length)
    expect(ids('atlantis')).toEqual([])
  })
  it('has UTC once', () => {
    expect(english.filter(({ id }) => id === 'UTC')).toHaveLength(1)
  })
})
