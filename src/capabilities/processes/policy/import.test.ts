import { describe, expect, it } from 'vitest'
import { parseImport } from './import.ts'

const row = {
  name: 'shopd',
  platform: 'linux',
  category: 'web',
  description: { en: 'Serves the shop.', ko: '쇼핑몰을 제공합니다.', ru: 'Обслуживает магазин.' },
  policy: { is_system: false, terminatable: false, reason: 'daemon' },
  tags: [],
}
const rule = { user: 'pay', policy: { is_system: false, terminatable: false, reason: '' } }
const caught = (document: unknown) => {
  try {
    return parseImport(document)
  } catch (error) {
    return error
  }
}

it('takes an export, a list, and rows with or without their times', () => {
  const times = { created_at: '2026-01-31T12:00:00.123Z', updated_at: '2026-01-31T12:00:00Z' }
  expect(parseImport([row])).toEqual({ known: [row], rules: [] })
  expect(parseImport({ known_processes: [{ ...row, ...times }], process_rules: [{ id: 'r', ...rule }] })).toEqual({
    known: [{ ...row, ...times }],
    rules: [{ id: 'r', ...rule }],
  })
  expect(parseImport({ format: 'vedette-policies', version: 1, process_rules: [rule] }).rules).toHaveLength(1)
})

describe('names the row and the field', () => {
  it.each([
    [{ name: 5 }, 'name', '"…" (≤ 128)'],
    [{ name: '' }, 'name', '"…" (≤ 128)'],
    [{ name: 'a\u001b[31m' }, 'name', '"…" (≤ 128)'],
    [{ platform: 'macos' }, 'platform', 'windows | linux | common'],
    [{ category: 'shop' }, 'category', /^kernel \| init \| .* \| other$/],
    [{ description: 'Serves the shop.' }, 'description', '{ en, ko, ru }'],
    [{ description: { en: 'Serves.', ko: '제공합니다.' } }, 'description.ru', '"…" (≤ 500)'],
    [{ description: { en: ' ', ko: ' ', ru: ' ' } }, 'description.en', '"…" (≤ 500)'],
    [{ description: { en: 'A\u001b[2J', ko: '가', ru: 'А' } }, 'description.en', '"…" (≤ 500)'],
    [{ description: { en: 'A\u202egpj', ko: '가', ru: 'А' } }, 'description.en', '"…" (≤ 500)'],
    [{ policy: undefined }, 'policy', '{ is_system, terminatable, reason }'],
    [{ policy: { is_system: false, terminatable: 'no', reason: '' } }, 'policy.terminatable', 'true | false'],
    [{ policy: { terminatable: true, reason: '' } }, 'policy.is_system', 'true | false'],
    [{ policy: { is_system: false, terminatable: true, reason: 7 } }, 'policy.reason', '"…" (≤ 500) | { en, ko, ru }'],
    [{ policy: { is_system: true, terminatable: true, reason: '' } }, 'policy.terminatable', 'false'],
    [{ tags: 'web' }, 'tags', '["…" (≤ 40), …]'],
    [{ tags: ['web', 5] }, 'tags.1', '"…" (≤ 40)'],
    [{ created_at: 'yesterday' }, 'created_at', '2026-01-31T12:00:00Z'],
    [{ colour: 'red' }, 'colour', '–'],
  ])('%j → %s takes %s', (change, field, expected) => {
    expect(caught([row, { ...row, name: 'second', ...change }])).toMatchObject({
      code: 'processes.import-row',
      status: 400,
      params: {
        list: 'known_processes',
        row: 2,
        field,
        expected: typeof expected === 'string' ? expected : expect.stringMatching(expected),
      },
      fields: [{ field: `known_processes[2].${field}` }],
    })
  })
  it.each([
    [{ policy: { is_system: false, terminatable: true, reason: '' } }, 'policy.terminatable', 'false'],
    [{ user: undefined }, 'name', 'name | path | user'],
    [{ path: 'a\nb' }, 'path', '"…" (≤ 1024)'],
  ])('of a rule: %j → %s takes %s', (change, field, expected) => {
    expect(caught({ process_rules: [{ ...rule, ...change }] })).toMatchObject({
      params: { list: 'process_rules', row: 1, field, expected },
    })
  })
  it('of every bad row, the first twenty', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ ...row, name: `p${index}`, tags: 'x' }))
    expect(caught(rows)).toMatchObject({ params: { row: 1, faults: 30 }, fields: { length: 20 } })
  })
  it.each([[null], [5], ['text'], [[]]])('of a row that is %j', (bad) => {
    expect(caught([bad])).toMatchObject({ code: 'processes.import-row', params: { row: 1, name: '', field: '/' } })
  })
})

it.each([
  [null, '/'],
  ['text', '/'],
  [{}, 'known_processes'],
  [{ known_processes: 5 }, 'known_processes'],
  [{ format: 'other', known_processes: [] }, 'format'],
  [{ version: 2, known_processes: [] }, 'version'],
])('%j is no export', (document, field) => {
  expect(caught(document)).toMatchObject({ code: 'processes.import-unreadable', params: { field } })
})
it('says nothing twice', () => {
  expect(caught([row, { ...row, platform: 'windows' }, { ...row, tags: ['x'] }])).toMatchObject({
    code: 'processes.import-twice',
    params: { row: 3, first: 1, name: 'linux/shopd' },
  })
})
