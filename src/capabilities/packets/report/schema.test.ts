import { readdirSync, readFileSync } from 'node:fs'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { createAnalysis } from '../../../decoder/analysis.ts'
import { reportSchema } from './schema.ts'

const TESTDATA = new URL('../../../decoder/testdata/', import.meta.url)
const GOLDEN = readdirSync(TESTDATA).filter((file) => /\.pcap(ng)?$/.test(file))

function readReport(bytes: Uint8Array, level: 'flows' | 'full'): Record<string, unknown> {
  const analysis = createAnalysis({ level })
  analysis.push(bytes)
  const report = analysis.finish()
  const file = { ...report.file, compression: 'none', sizeBytes: bytes.length }
  return JSON.parse(JSON.stringify({ ...report, file })) as Record<string, unknown>
}

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}
/** Fields that the schema does not describe. */
function findUntold(value: unknown, shape: Shape | undefined, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => findUntold(one, shape?.items, `${path}[]`))
  if (typeof value !== 'object' || value === null || !shape?.properties) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const known = shape.properties?.[name]
    return known ? findUntold(inner, known, `${path}.${name}`) : [`${path}.${name}`]
  })
}
const check = (report: unknown) => [...Value.Errors(reportSchema, report)]

describe.each(GOLDEN)('%s', (file) => {
  const bytes = readFileSync(new URL(file, TESTDATA))
  it.each(['flows', 'full'] as const)('at level %s is what the schema says, and no more', (level) => {
    const report = readReport(bytes, level)
    expect(check(report)).toEqual([])
    expect([...new Set(findUntold(report, reportSchema as Shape))]).toEqual([])
  })
  it('cut in its midst too', () => expect(check(readReport(bytes.subarray(0, bytes.length / 2), 'full'))).toEqual([]))
})

it('holds what is no capture', () =>
  expect(check(readReport(Buffer.from('no capture at all, no'), 'full'))).toEqual([]))
it('refuses what is no report', () => {
  const report = readReport(readFileSync(new URL('generated-mix.pcap', TESTDATA)), 'full')
  expect(check({ ...report, packets: -1 })).not.toEqual([])
  expect(check({ ...report, hierarchy: [{ name: 'eth', frames: 1, bytes: 1, inside: [{ name: 1 }] }] })).not.toEqual([])
})
