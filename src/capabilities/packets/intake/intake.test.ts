import { describe, expect, it } from 'vitest'
import { toCaptureName } from './intake.ts'

describe('the name of a capture', () => {
  it.each([
    ['trace.pcap', 'trace.pcap'],
    ['/var/spool/captures/trace.pcap', 'trace.pcap'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\kim\\trace.pcap', 'trace.pcap'],
    ['folder/', 'folder'],
    ['one\r\ntwo\u001b[31m.pcap', 'one  two [31m.pcap'],
    ['서울 게이트웨이.pcapng', '서울 게이트웨이.pcapng'],
    ['', 'capture'],
    ['///', 'capture'],
    [`${'a'.repeat(199)}😀`, `${'a'.repeat(199)}\ufffd`],
  ])('%j is %j', (sent, name) => {
    expect(toCaptureName(sent)).toBe(name)
  })
})
