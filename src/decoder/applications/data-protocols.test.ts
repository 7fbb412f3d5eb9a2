import { describe, expect, it } from 'vitest'
import type { Application } from '../fields.ts'
import { brokenPromises, bytesOf, describedLines, summaryOf } from '../testing/application-contract.ts'
import type { CredentialReader } from './credential.ts'
import { modbus } from './modbus.ts'
import { mqtt, readMqttCredential } from './mqtt.ts'
import { mysql } from './mysql.ts'
import { pgsql, readPgsqlCredential } from './pgsql.ts'
import { rdp } from './rdp.ts'
import { readRedisCredential, redis } from './redis.ts'

const viewOf = (bytes: Uint8Array<ArrayBuffer>) => new DataView(bytes.buffer)
const CONNECT = bytesOf('10 1f 0004 "MQTT" 04 c2 003c 0004 "dev1" 0005 "alice" 0006 "secret"')
const CONNECT5 = bytesOf('10 1f 0004 "MQTT" 05 c2 003c 02 2100 0002 "d1" 0005 "alice" 0005 "hello"')
const PUBLISH = bytesOf('33 0e 0009 "sensors/1" 0007 "x"')
const SUBSCRIBE = bytesOf('82 08 0001 0003 "a/#" 01')
const READ = bytesOf('0001 0000 0006 01 03 0010 0002')
const REGISTERS = bytesOf('0001 0000 0007 01 03 04 000a 0102')
const EXCEPTION = bytesOf('0001 0000 0003 01 83 02')
const SET = bytesOf('"*3" 0d0a "$3" 0d0a "SET" 0d0a "$1" 0d0a "k" 0d0a "$5" 0d0a "value" 0d0a')
const AUTH = bytesOf('"*3" 0d0a "$4" 0d0a "AUTH" 0d0a "$5" 0d0a "alice" 0d0a "$6" 0d0a "secret" 0d0a')
const ERROR = bytesOf('"-ERR no such key" 0d0a')
const STARTUP = bytesOf('00000020 00030000 "user" 00 "alice" 00 "database" 00 "db" 00 00')
const QUERY = bytesOf('"Q" 0000000d "SELECT 1" 00')
const ROW = bytesOf('"D" 0000000b 0001 00000001 "1"')
const FAILED = bytesOf('"E" 0000001b "SERROR" 00 "C42P01" 00 "Mmissing" 00 00')
const PASSWORD = bytesOf('"p" 0000000b "secret" 00')
const HASHED = bytesOf('"p" 00000028 "md50123456789abcdef0123456789abcdef" 00')
const GREETING = bytesOf(
  '41 0000 00 0a "8.0.36" 00 08000000 0102030405060708 00 ffff ff 0200 ffdf 15 00000000000000000000 0102030405060708090a0b0c 00 "mysql_native" 00',
)
const LOGIN = bytesOf(`2c 0000 01 0da2 0800 00000001 21 ${'00'.repeat(23)} "root" 00 00 "shop" 00`)
const STATEMENT = bytesOf('09 0000 00 03 "SELECT 1"')
const DENIED = bytesOf('11 0000 02 ff 1504 "#28000" "Denied!!"')
const REQUEST = bytesOf('03 00 002b 26 e0 0000 0000 00 "Cookie: mstshash=alice" 0d0a 01 00 0800 0b000000')
const CONFIRM = bytesOf('03 00 0013 0e d0 0000 1234 00 02 1f 0800 02000000')

describe('a message', () => {
  it.each<[string, Application, Uint8Array<ArrayBuffer>, string, readonly string[]]>([
    [
      'connects to a broker',
      mqtt,
      CONNECT,
      'Connect Command',
      ['mqtt.ver: 4 (MQTT v3.1.1)', 'mqtt.clientid: dev1', 'mqtt.username: alice', 'mqtt.kalive: 60 (60 s)'],
    ],
    ['connects by version 5', mqtt, CONNECT5, 'Connect Command', ['mqtt.clientid: d1', 'mqtt.username: alice']],
    [
      'publishes',
      mqtt,
      PUBLISH,
      'Publish Message [sensors/1]',
      ['mqtt.qos: 1 (At least once)', 'mqtt.msgid: 7', 'mqtt.msg: 78'],
    ],
    ['subscribes', mqtt, SUBSCRIBE, 'Subscribe Request [a/#]', ['mqtt.topic: a/#', 'mqtt.sub.qos: 1 (At least once)']],
    [
      'asks for registers',
      modbus,
      READ,
      'Trans: 1; Unit: 1, Func: 3: Read Holding Registers',
      ['modbus.reference_num: 16', 'modbus.word_cnt: 2'],
    ],
    [
      'gives registers',
      modbus,
      REGISTERS,
      'Trans: 1; Unit: 1, Func: 3: Read Holding Registers',
      ['modbus.byte_cnt: 4', 'modbus.regval_uint16: 258'],
    ],
    [
      'refuses registers',
      modbus,
      EXCEPTION,
      'Trans: 1; Unit: 1, Func: 3: Read Holding Registers, Illegal data address',
      ['modbus.func_code: 3 (Read Holding Registers)', 'modbus.exception_code: 2 (Illegal data address)'],
    ],
    ['sets a key', redis, SET, 'SET k value', ['resp.array.length: 3', 'resp.bulk_string.text: value']],
    ['authenticates', redis, AUTH, 'AUTH …', ['resp.bulk_string.text: alice']],
    ['is an error', redis, ERROR, '-ERR no such key', ['resp.error: ERR no such key']],
    ['is a line', redis, bytesOf('"PING" 0d0a'), 'PING', ['resp.command: PING']],
    [
      'starts a session',
      pgsql,
      STARTUP,
      'Startup message',
      ['pgsql.parameter_name: user', 'pgsql.parameter_value: alice'],
    ],
    ['asks in SQL', pgsql, QUERY, 'Simple query: SELECT 1', ['pgsql.type: Simple query', 'pgsql.query: SELECT 1']],
    ['is a row', pgsql, ROW, 'Data row', ['pgsql.field.count: 1', 'pgsql.val.data: 31']],
    [
      'is an error of the database',
      pgsql,
      FAILED,
      'Error',
      ['pgsql.severity: ERROR', 'pgsql.code: 42P01', 'pgsql.message: missing'],
    ],
    [
      'greets',
      mysql,
      GREETING,
      'Server Greeting version=8.0.36',
      ['mysql.protocol: 10', 'mysql.version: 8.0.36', 'mysql.auth_plugin: mysql_native'],
    ],
    ['logs in', mysql, LOGIN, 'Login Request user=root', ['mysql.user: root', 'mysql.schema: shop']],
    ['asks', mysql, STATEMENT, 'Request Query { SELECT 1 }', ['mysql.command: 3 (Query)', 'mysql.query: SELECT 1']],
    [
      'is denied',
      mysql,
      DENIED,
      'Response Error 1045',
      ['mysql.error_code: 1045', 'mysql.sqlstate: 28000', 'mysql.error.message: Denied!!'],
    ],
    [
      'asks for a desktop',
      rdp,
      REQUEST,
      'Connection request, Cookie: mstshash=alice',
      ['rdp.rt_cookie: Cookie: mstshash=alice\\r\\n', 'rdp.negReq.requestedProtocols.hybrid: true'],
    ],
    ['confirms a desktop', rdp, CONFIRM, 'Connection confirm', ['rdp.negReq.selectedProtocol: 2 (CredSSP)']],
  ])('%s', (_, application, bytes, summary, lines) => {
    expect(summaryOf(application, bytes)).toBe(summary)
    expect(describedLines(application, bytes)).toEqual(expect.arrayContaining([...lines]))
  })
})

it.each<[Application, Uint8Array<ArrayBuffer>]>([
  [mqtt, CONNECT],
  [mqtt, PUBLISH],
  [modbus, READ],
  [redis, SET],
  [redis, ERROR],
  [pgsql, STARTUP],
  [pgsql, QUERY],
  [mysql, GREETING],
  [mysql, STATEMENT],
  [rdp, REQUEST],
])('%# is measured, whole, cut and with more behind it', (application, bytes) => {
  expect(application.measure?.(viewOf(bytes), 0, bytes.length)).toBe(bytes.length)
  expect(application.measure?.(viewOf(bytes), 0, 1)).toBe(0)
  const two = Uint8Array.of(...bytes, ...bytes)
  expect(application.measure?.(viewOf(two), 0, two.length)).toBe(bytes.length)
})

it.each<[string, CredentialReader, Uint8Array<ArrayBuffer>, unknown]>([
  ['MQTT', readMqttCredential, CONNECT, { kind: 'user-and-secret', user: 'alice', secretLength: 6 }],
  ['MQTT 5', readMqttCredential, CONNECT5, { kind: 'user-and-secret', user: 'alice', secretLength: 5 }],
  ['a publication', readMqttCredential, PUBLISH, undefined],
  ['Redis', readRedisCredential, AUTH, { kind: 'user-and-secret', user: 'alice', secretLength: 6 }],
  ['Redis, inline', readRedisCredential, bytesOf('"AUTH secret" 0d0a'), { kind: 'secret', secretLength: 6 }],
  ['another command', readRedisCredential, SET, undefined],
  ['PostgreSQL', readPgsqlCredential, PASSWORD, { kind: 'secret', secretLength: 6 }],
  ['its user', readPgsqlCredential, STARTUP, { kind: 'user', user: 'alice', secretLength: 0 }],
  ['a hash', readPgsqlCredential, HASHED, undefined],
])('what is readable of %s', (_, reader, bytes, expected) =>
  expect(reader(viewOf(bytes), 0, bytes.length)).toEqual(expected),
)

it('is known on any port only by what nothing else says', () => {
  const known = (application: Application, bytes: Uint8Array<ArrayBuffer>) =>
    application.recognises(viewOf(bytes), 0, bytes.length, { transport: 'tcp', expected: false })
  expect([known(mqtt, CONNECT), known(mqtt, PUBLISH)]).toEqual([true, false])
  expect([known(redis, SET), known(redis, ERROR)]).toEqual([true, false])
  expect([known(pgsql, STARTUP), known(pgsql, QUERY)]).toEqual([true, false])
  expect([known(mysql, GREETING), known(mysql, STATEMENT)]).toEqual([true, false])
  expect([known(rdp, REQUEST), known(rdp, CONFIRM), known(modbus, READ)]).toEqual([true, false, false])
})

it('is read whatever the bytes', () => {
  expect(brokenPromises(mqtt, [CONNECT, CONNECT5, PUBLISH, SUBSCRIBE])).toEqual([])
  expect(brokenPromises(modbus, [READ, REGISTERS, EXCEPTION])).toEqual([])
  expect(brokenPromises(redis, [SET, AUTH, ERROR])).toEqual([])
  expect(brokenPromises(pgsql, [STARTUP, QUERY, ROW, FAILED, PASSWORD])).toEqual([])
  expect(brokenPromises(mysql, [GREETING, LOGIN, STATEMENT, DENIED])).toEqual([])
  expect(brokenPromises(rdp, [REQUEST, CONFIRM])).toEqual([])
})
