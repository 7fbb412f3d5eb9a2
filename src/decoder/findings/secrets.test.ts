/** Passwords in the clear: talks in which one travels, and those in which none does. */
import { describe, expect, it } from 'vitest'
import { analyse, type Frame, Talk } from '../testdata/capture.ts'
import { codesOf, one, times } from '../testdata/findings.ts'

const none = (frames: readonly Frame[]) => expect(codesOf(frames)).toEqual([])

const ME = '10.0.0.1'
const YOU = '10.0.0.2'
const REQUEST = 'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n'
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const visit = () => new Talk(ME, YOU, [20_000, 80]).open().say(0, REQUEST).say(1, ANSWER).close().frames

describe('passwords in the clear', () => {
  const ftp = (user: string) =>
    new Talk(ME, YOU, [2000, 21])
      .open()
      .say(1, '220 ready\r\n')
      .say(0, `USER ${user}\r\n`)
      .say(1, '331 password please\r\n')
      .say(0, 'PASS s3cret-of-mine\r\n')
      .say(1, '230 in\r\n')
      .close().frames
  const basic = 'Authorization: Basic YWxpY2U6d29uZGVybGFuZA==\r\n'
  it('of FTP', () => {
    const finding = one('cleartext-login', ftp('bob'))
    expect(finding.params).toEqual({ protocol: 'FTP', to: `${YOU}:21`, user: 'bob', count: 1 })
    expect(finding.packets).toEqual([7])
  })
  it.each([
    ['FTP', 21, 'USER bob\r\nPASS s3cret-of-mine\r\n'],
    ['POP', 110, 'USER bob\r\nPASS s3cret-of-mine\r\n'],
  ] as const)('of %s, however its commands are cut into segments, once', (protocol, port, said) => {
    const hello = port === 21 ? '220 ready\r\n' : '+OK POP3 ready\r\n'
    const cut = (places: readonly number[]) => {
      const talk = new Talk(ME, YOU, [2000, port]).open().say(1, hello)
      const ends = [...places, said.length]
      for (const [n, end] of ends.entries()) talk.say(0, said.slice(n === 0 ? 0 : ends[n - 1], end))
      return talk.close().frames
    }
    const params = { protocol, to: `${YOU}:${port}`, user: 'bob', count: 1 }
    for (let place = 1; place < said.length; place++)
      expect([place, one('cleartext-login', cut([place])).params]).toEqual([place, params])
    expect(one('cleartext-login', cut(times(said.length - 1, (n) => n + 1))).params).toEqual(params)
  })
  it('of FTP twice on one connection are two', () => {
    const talk = new Talk(ME, YOU, [2000, 21]).open().say(1, '220 ready\r\n')
    for (const user of ['bob', 'eve'])
      talk.say(0, `USER ${user}\r\n`).say(0, 'PASS no').say(0, 'pe\r\n').say(1, '530 no\r\n')
    expect(one('cleartext-login', talk.close().frames).params).toMatchObject({ user: 'bob', count: 2 })
  })
  it('of HTTP, and never the secret itself', () => {
    const ask = REQUEST.replace('\r\n\r\n', `\r\n${basic}\r\n`)
    const frames = new Talk(ME, YOU, [2000, 80]).open().say(0, ask).say(1, ANSWER).close().frames
    expect(one('cleartext-login', frames)).toMatchObject({ params: { protocol: 'HTTP', user: 'alice' }, packets: [4] })
    expect(JSON.stringify(analyse(frames))).not.toMatch(/wonderland|d29uZGVybGFuZA/)
    expect(JSON.stringify(analyse(ftp('bob')))).not.toContain('s3cret')
  })
  it.each([
    ['anonymous FTP', ftp('anonymous')],
    ['HTTP without', visit()],
  ])('not %s', (_, frames) => none(frames))
})
