import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { parseAcceptLanguage } from './language.ts'
import { createOrigins, isLoopbackName, type OriginSettings, parseHostName } from './origins.ts'

const settings: OriginSettings = {
  host: '127.0.0.1',
  publicUrl: '',
  allowedHosts: [],
  corsAllowOrigins: [],
  corsAllowCredentials: false,
}

test.each([
  ['localhost:8000', 'localhost'],
  ['[::1]:8000', '::1'],
  ['[::1', ''],
  ['Console.Example.:443', 'console.example'],
  ['', ''],
])('the name in %s is %s', (host, name) => {
  expect(parseHostName(host)).toBe(name)
})

test.each([
  ['localhost', true],
  ['console.localhost', true],
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['127.0.0.1.evil.example', false],
  ['localhost.evil.example', false],
  ['notlocalhost', false],
  ['10.0.0.1', false],
  ['', false],
])('%s is this machine: %s', (name, expected) => {
  expect(isLoopbackName(name)).toBe(expected)
})

describe('the Host header', () => {
  test.each<[string, Partial<OriginSettings>, boolean]>([
    ['127.0.0.1:8000', {}, true],
    ['localhost:1', {}, true],
    ['[::1]:8000', {}, true],
    ['localhost:8000; script-src *', {}, false],
    ['localhost:8000;script-src', {}, false],
    ['localhost:', {}, false],
    ['localhost:123456', {}, false],
    ['[::1]evil:80', {}, false],
    ["a';x.ops.lan", { allowedHosts: ['*.ops.lan'] }, false],
    ['evil.example', {}, false],
    ['127.0.0.1.evil.example', {}, false],
    ['192.168.1.5:8000', {}, false],
    ['', {}, false],
    ['192.168.1.5:8000', { host: '0.0.0.0' }, true],
    ['[2001:db8::1]:8000', { host: '::' }, true],
    ['evil.example', { host: '0.0.0.0' }, false],
    [hostname(), { host: '0.0.0.0' }, true],
    ['console.example', { publicUrl: 'https://console.example/' }, true],
    ['CONSOLE.EXAMPLE.', { publicUrl: 'https://console.example' }, true],
    ['other.example', { publicUrl: 'https://console.example' }, false],
    ['ops.lan:8000', { allowedHosts: ['ops.lan'] }, true],
    ['a.ops.lan', { allowedHosts: ['*.ops.lan'] }, true],
    ['xops.lan', { allowedHosts: ['*.ops.lan'] }, false],
  ])('%s with %j is answered: %s', (host, changes, expected) => {
    expect(createOrigins({ ...settings, ...changes }).allowsHost(host)).toBe(expected)
  })
})

describe('a page', () => {
  test.each<[string, string, string, Partial<OriginSettings>, boolean]>([
    ['http://127.0.0.1:8000', '127.0.0.1:8000', 'http', {}, true],
    ['http://127.0.0.1:9000', '127.0.0.1:8000', 'http', {}, false],
    ['https://127.0.0.1:8000', '127.0.0.1:8000', 'http', {}, false],
    ['http://localhost:8000', '127.0.0.1:8000', 'http', {}, false],
    ['null', '127.0.0.1:8000', 'http', {}, false],
    ['https://console.example', 'console.example', 'http', { publicUrl: 'https://console.example' }, true],
    ['http://console.example', 'console.example', 'http', { publicUrl: 'https://console.example' }, false],
    ['https://app.example', 'h', 'http', { corsAllowOrigins: ['https://app.example'] }, false],
    [
      'https://app.example',
      'h',
      'http',
      { corsAllowOrigins: ['https://app.example'], corsAllowCredentials: true },
      true,
    ],
    ['https://evil.example', 'h', 'http', { corsAllowOrigins: ['*'], corsAllowCredentials: true }, false],
    ['*', 'h', 'http', { corsAllowOrigins: ['*'], corsAllowCredentials: true }, false],
  ])('of %s may act on %s over %s with %j: %s', (origin, host, protocol, changes, expected) => {
    expect(createOrigins({ ...settings, ...changes }).mayAct(origin, host, protocol)).toBe(expected)
  })
})

test.each(['console.example', 'ftp://console.example', 'https://'])('PUBLIC_URL %s is refused', (publicUrl) => {
  expect(() => createOrigins({ ...settings, publicUrl })).toThrow(
    expect.objectContaining({ code: 'core.public-url-invalid' }),
  )
})

test.each([
  [undefined, 'en'],
  ['ko', 'ko'],
  ['ko-KR,en;q=0.8', 'ko'],
  ['en;q=0.2, ru;q=0.7', 'ru'],
  ['ru;q=0, ko;q=0.1', 'ko'],
  ['fr-FR, de', 'en'],
  ['*', 'en'],
  [';;;q=x,,', 'en'],
])('Accept-Language %s reads as %s', (header, language) => {
  expect(parseAcceptLanguage(header)).toBe(language)
})
