import { describe, expect, it } from 'vitest'
import { addLines, pickSource } from './use-log.ts'

const source = (id: string, over = {}) => ({
  id,
  kind: 'file' as const,
  private: false,
  topic: `host.log:local:${id}`,
  readable: true,
  ...over,
})

describe('pickSource', () => {
  it.each([
    [['/var/log/dpkg.log', '/var/log/syslog'], '/var/log/syslog'],
    [['/var/log/dpkg.log', 'journal', '/var/log/messages'], '/var/log/messages'],
    [['/var/log/btmp'], '/var/log/btmp'],
    [[], undefined],
  ])('%j gives %s', (ids, expected) => {
    expect(
      pickSource(
        ids.map((id) => source(id)),
        false,
      )?.id,
    ).toBe(expected)
  })
  it('offers no private log to one who may not read it, nor one it cannot read, while there is another', () => {
    const sources = [
      source('/var/log/syslog', { readable: false }),
      source('/var/log/messages', { private: true }),
      source('/var/log/x.log'),
    ]
    expect(pickSource(sources, false)?.id).toBe('/var/log/x.log')
  })
  it('takes the log that changed last', () => {
    const sources = [source('/var/log/a.log', { changedMs: 1 }), source('/var/log/b.log', { changedMs: 2 })]
    expect(pickSource(sources, false)?.id).toBe('/var/log/b.log')
  })
})

describe('addLines', () => {
  const line = (text: string) => ({ text })
  it('keeps the newest lines, each with a number of its own', () => {
    const many = Array.from({ length: 2500 }, (_, index) => line(`line ${index}`))
    const view = addLines({ lines: [], skipped: 0 }, { source: 'x', lines: many, skipped: 3 })
    expect(view.lines).toHaveLength(2000)
    expect(view.lines.at(-1)?.text).toBe('line 2499')
    expect(new Set(view.lines.map(({ id }) => id)).size).toBe(2000)
    expect(view.skipped).toBe(3)
  })
  it('remembers what happened to the file', () => {
    const rotated = addLines({ lines: [], skipped: 0 }, { source: 'x', lines: [], event: 'rotated' })
    expect(addLines(rotated, { source: 'x', lines: [line('a')] }).event).toBe('rotated')
  })
})
