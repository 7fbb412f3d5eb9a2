import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'

describe('redact', () => {
  it.each([
    ['login password=hunter2 ok', 'login password=‹hidden› ok'],
    ['DB_PASSWORD: hunter2', 'DB_PASSWORD: ‹hidden›'],
    ['{"user":"a","password":"hun ter2","x":1}', '{"user":"a","password":"‹hidden›","x":1}'],
    ['{"msg":"{\\"api_key\\":\\"hunter2\\"}"}', '{"msg":"{\\"api_key\\":\\"‹hidden›\\"}"}'],
    ["secret='hun ter2' end", "secret='‹hidden›' end"],
    ['GET /a?id=1&token=hunter2&b=2 HTTP/1.1', 'GET /a?id=1&token=‹hidden›&b=2 HTTP/1.1'],
    ['Authorization: Bearer hunter2.hunter2', 'Authorization: Bearer ‹hidden›'],
    ['authorization: Basic aHVudGVyMjo=', 'authorization: Basic ‹hidden›'],
    ['sent bearer abcdefghij1234', 'sent bearer ‹hidden›'],
    ['Set-Cookie: session=hunter2; Path=/', 'Set-Cookie: ‹hidden›'],
    ['postgres://app:hunter2@db:5432/x', 'postgres://app:‹hidden›@db:5432/x'],
    ['mysqldump --password hunter2 -u root', 'mysqldump --password ‹hidden› -u root'],
    ['key AKIAIOSFODNN7EXAMPLE used', 'key ‹hidden› used'],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'aws_secret_access_key = ‹hidden›'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3', 'jwt ‹hidden›'],
    ['x-eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3', 'x-‹hidden›'],
    ['push with ghp_abcdefghijklmnop1234', 'push with ‹hidden›'],
    ['-----BEGIN RSA PRIVATE KEY-----MIIEpAIBAAKCAQEA', '-----BEGIN RSA PRIVATE KEY-----‹hidden›'],
  ])('%s', (line, expected) => expect(redact(line)).toBe(expected))

  it.each([
    'Failed password for root from 192.0.2.1 port 22 ssh2',
    'Accepted publickey for min from 192.0.2.1',
    'GET /passport?page=2 HTTP/1.1" 200 512',
    'see https://example.org/a:b for keys',
    'authentication failure; logname= uid=0',
    '토큰이 만료되었습니다',
  ])('leaves alone: %s', (line) => expect(redact(line)).toBe(line))

  it.each([
    ['a'.repeat(8187), 'key '],
    ['password', ''],
    [`a${'-'.repeat(8000)}`, 'key '],
    ['x://', ''],
    ['a.', 'x:// '],
    ['eyJ-', ''],
    ['eyJaaaaaaaa.', ''],
    ['token="\\', ''],
    [`token="${'\\'.repeat(8000)}`, ''],
    ['authorization: a ', ''],
    [`authorization: a${' '.repeat(8000)}`, ''],
    ['--token ', ''],
    ['-----BEGIN ', 'key '],
  ])('stays fast on a hostile line of %.20s', (piece, before) => {
    const line = (before + piece.repeat(Math.ceil(8192 / piece.length))).slice(0, 8192)
    redact(line)
    const started = process.cpuUsage()
    for (let count = 0; count < 20; count++) redact(line)
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(100)
  })
})
