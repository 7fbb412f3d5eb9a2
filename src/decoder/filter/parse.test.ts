/** Filters that are none, and where they go wrong; nothing anybody types throws, hangs or overflows. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FILTER_FIELDS } from './fields.ts'
import { compileFilter } from './filter.ts'

function problemOf(text: string) {
  const compiled = compileFilter(text)
  if (!('problem' in compiled)) throw new Error(`${text} is a filter`)
  const { code, at, end, suggestion } = compiled.problem
  return { code, part: text.slice(at, end), ...(suggestion === undefined ? {} : { suggestion }) }
}

describe('what is wrong', () => {
  it.each<[text: string, code: string, part: string, suggestion?: string]>([
    ['ip.adr == 1.2.3.4', 'unknown-field', 'ip.adr', 'ip.addr'],
    ['tcp && tcp.prot == 80', 'unknown-field', 'tcp.prot', 'tcp.port'],
    ['TCP.port == 80', 'unknown-field', 'TCP.port', 'tcp.port'],
    ['tcp.flags.synn', 'unknown-field', 'tcp.flags.synn', 'tcp.flags.syn'],
    ['mss_val == 3', 'unknown-field', 'mss_val', 'tcp.options.mss_val'],
    ['qwertyuiop', 'unknown-field', 'qwertyuiop'],
    ['tcp.port == abc', 'bad-value', 'abc'],
    ['tcp.port == "80"', 'bad-value', '"80"'],
    ['tcp.port == -1', 'bad-value', '-1'],
    ['ip.addr == 10.0.0.256', 'bad-value', '10.0.0.256'],
    ['ip.addr == 10.0.0.0/33', 'bad-value', '10.0.0.0/33'],
    ['ip.addr == fe80::1', 'bad-value', 'fe80::1'],
    ['ipv6.addr == 1::2::3', 'bad-value', '1::2::3'],
    ['eth.src == 00:11:22', 'bad-value', '00:11:22'],
    ['tcp.flags.syn == maybe', 'bad-value', 'maybe'],
    ['frame.time >= "yesterday"', 'bad-value', '"yesterday"'],
    ['tcp.port contains "8"', 'no-search', 'tcp.port'],
    ['ip.src matches "10"', 'no-search', 'ip.src'],
    ['frame matches "(a"', 'bad-expression', '"(a"'],
    ['frame matches "(?=a)"', 'bad-expression', '"(?=a)"'],
    ['tcp.port[0:1] == 00', 'no-slice', 'tcp.port[0:1]'],
    ['eth.src[3:0] == 00', 'bad-slice', '[3:0]'],
    ['eth.src[x] == 00', 'bad-slice', '[x]'],
    ['eth.src[0:3 == 00', 'unclosed-slice', '[0:3 == 00'],
    ['eth.src & 1', 'no-mask', 'eth.src & 1'],
    ['ip.src == eth.src', 'not-comparable', 'eth.src'],
    ['tcp.analysis.retransmission == 1', 'not-comparable', 'tcp.analysis.retransmission'],
    ['tcp.analysis.flags contains "x"', 'not-comparable', 'tcp.analysis.flags'],
    ['tcp.analysis.flags == tcp.analysis.zero_window', 'not-comparable', 'tcp.analysis.zero_window'],
    ['tcp.analysis.flags & 1', 'no-mask', 'tcp.analysis.flags & 1'],
    ['len(tcp.port) > 3', 'not-comparable', 'len(tcp.port)'],
    ['size(tcp.payload) > 3', 'unknown-function', 'size'],
    ['tcp.port in 80', 'expected-set', '80'],
    ['tcp.port in {}', 'empty-set', '{'],
    ['tcp.port in {80', 'unclosed-set', '{'],
    ['tcp.port in {80 ..}', 'expected-value', '}'],
    ['tcp.port ==', 'expected-value', ''],
    ['tcp &&', 'expected-condition', ''],
    ['&& tcp', 'expected-condition', '&&'],
    ['80 == 80', 'unknown-field', '80'],
    ['"tcp"', 'expected-condition', '"tcp"'],
    ['(tcp || udp', 'unclosed-bracket', '('],
    ['tcp) || udp', 'expected-operator', ')'],
    ['tcp udp', 'expected-operator', 'udp'],
    ['tcp = 3', 'unexpected-character', '=', '=='],
    ['frame contains "abc', 'unclosed-text', '"abc'],
    ['tcp == "\\', 'unclosed-text', '"\\'],
  ])('%s', (text, code, part, suggestion) => {
    expect(problemOf(text)).toEqual({ code, part, ...(suggestion === undefined ? {} : { suggestion }) })
  })

  it('of a wrong value says what the field takes', () => {
    const compiled = compileFilter('tcp && ip.ttl == fast')
    expect(compiled).toEqual({
      problem: { code: 'bad-value', at: 17, end: 21, found: 'fast', field: 'ip.ttl', type: 'uint' },
    })
  })
})

describe('bounds', () => {
  const soon = (text: string) => {
    const begin = performance.now()
    const compiled = compileFilter(text)
    expect(performance.now() - begin).toBeLessThan(1000)
    return 'problem' in compiled ? compiled.problem.code : 'fine'
  }
  it.each([
    ['10,000 nested brackets', `${'('.repeat(10_000)}tcp${')'.repeat(10_000)}`, 'too-deep'],
    ['10,000 open brackets', '('.repeat(10_000), 'too-deep'],
    ['10,000 negated brackets', `${'!('.repeat(10_000)}tcp${')'.repeat(10_000)}`, 'too-deep'],
    ['150 brackets', `${'('.repeat(150)}tcp${')'.repeat(150)}`, 'fine'],
    ['30,000 negations', `${'!'.repeat(30_000)}tcp`, 'fine'],
    ['10,000 conditions', Array(10_000).fill('tcp').join('||'), 'too-many-conditions'],
    ['4,000 conditions', Array(4000).fill('tcp').join('||'), 'fine'],
    ['a set of 10,000', `tcp.port in {${Array(10_000).fill('1').join(' ')}}`, 'fine'],
    ['a set of 20,000', `tcp.port in {${Array(20_000).fill('1').join(' ')}}`, 'too-many-conditions'],
    ['a very long text', 'tcp '.repeat(100_000), 'too-long'],
    ['a very long name', 'a'.repeat(60_000), 'unknown-field'],
  ])('%s', (_what, text, outcome) => expect(soon(text)).toBe(outcome))
})

describe('strangers', () => {
  const pieces = [...FILTER_FIELDS.keys()]
    .slice(0, 200)
    .concat(
      '&& || ! not and or xor in == != === !== ~= > < >= <= contains matches ~ any all & .. { } ( ) , [0:3] [-1] [:'.split(
        ' ',
      ),
    )
    .concat(
      '80 0x50 10.0.0.0/8 fe80::1/64 00:11:22:33:44:55 "text" \'x\' r"\\d" true 1.5 len( count( lower( \\ " é 😀 \0'.split(
        ' ',
      ),
    )
  const answer = (text: string) => {
    const compiled = compileFilter(text)
    if ('problem' in compiled) {
      const { at, end } = compiled.problem
      expect(at >= 0 && at <= end && end <= text.length).toBe(true)
    } else expect(compiled.filter.text).toBe(text)
  }
  it('type words in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), fc.constantFrom('', ' '), (words, between) =>
        answer(words.join(between)),
      ),
      { numRuns: 2000 },
    )
  })
  it('type anything at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), answer), { numRuns: 500 })
  })
})
