import { describe, expect, it } from 'vitest'
import { toCaptureName } from './intake.ts'
import { readDispositionName } from './upload-routes.ts'

describe('the name of a capture', () => {
  it.each([
    ['trace.pcap', 'trace.pcap'],
    ['/var/spool/captures/trace.pcap', 'trace.pcap'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\kim\\trace.pcap', 'trace.pcap'],
    ['folder/', 'folder'],
    ['one\r\ntwo\u001b[31m.pcap', 'one  two [31m.pcap'],
    ['서울 게이트웨이.pcapng', '서울 게이트웨이.pcapng'],
    ['cap\u202egnp.pcap', 'capgnp.pcap'],
    ['a\u2028b\u200b.pcap', 'a b.pcap'],
    ['a/../b', 'b'],
    ['..', 'capture'],
    ['captures/..', 'capture'],
    ['.', 'capture'],
    ['\u202e', 'capture'],
    ['', 'capture'],
    ['///', 'capture'],
    [`${'a'.repeat(199)}😀`, `${'a'.repeat(199)}\ufffd`],
  ])('%j is %j', (sent, name) => {
    expect(toCaptureName(sent)).toBe(name)
  })

  it('that is none says when it came', () => {
    expect(toCaptureName('..', Date.UTC(2026, 1, 3, 4, 5, 6))).toBe('capture-20260203T040506Z')
  })
})

describe('the name in a content-disposition', () => {
  it.each([
    [undefined, ''],
    ['attachment', ''],
    ['attachment; filename="a b.pcap"', 'a b.pcap'],
    ['attachment; filename="a \\"b\\".pcap"', 'a "b".pcap'],
    ['attachment; filename=plain.pcap; size=3', 'plain.pcap'],
    ["attachment; filename=plain.pcap; filename*=UTF-8''%EC%84%9C%EC%9A%B8.pcap", '서울.pcap'],
    ["attachment; filename*=UTF-8''%E0%A4%A; filename=plain.pcap", 'plain.pcap'],
  ])('%j is %j', (header, name) => {
    expect(readDispositionName(header)).toBe(name)
  })
})
