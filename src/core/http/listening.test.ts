import type { FastifyInstance } from 'fastify'
import { expect, test } from 'vitest'
import { listenOn, toUrl } from './listening.ts'

const settings = { host: '127.0.0.1', port: 80, publicUrl: '' } as Parameters<typeof listenOn>[1]
/** What the system says; which of these a test may meet depends on who runs it. */
const failing = (code: string) =>
  ({
    listen: () => Promise.reject(Object.assign(new Error(`listen ${code}`), { code })),
  }) as unknown as FastifyInstance

test.each([
  ['EADDRINUSE', 'core.port-taken', { host: '127.0.0.1', port: '80' }],
  ['EACCES', 'core.port-forbidden', { port: '80' }],
  ['EADDRNOTAVAIL', 'core.address-unknown', { host: '127.0.0.1', reason: 'listen EADDRNOTAVAIL' }],
  ['ENOTFOUND', 'core.address-unknown', { host: '127.0.0.1', reason: 'listen ENOTFOUND' }],
])('%s is said as %s', async (system, code, params) => {
  await expect(listenOn(failing(system), settings)).rejects.toMatchObject({ code, params })
})
test('what is not known stays as it is', async () => {
  await expect(listenOn(failing('EMFILE'), settings)).rejects.toMatchObject({ code: 'EMFILE' })
})

test.each([
  [{ host: '127.0.0.1', publicUrl: '' }, false, 'http://127.0.0.1:8000'],
  [{ host: '0.0.0.0', publicUrl: '' }, true, 'https://127.0.0.1:8000'],
  [{ host: '::', publicUrl: '' }, false, 'http://[::1]:8000'],
  [{ host: 'ops.lan', publicUrl: '' }, false, 'http://ops.lan:8000'],
  [{ host: '127.0.0.1', publicUrl: 'https://console.example/' }, false, 'https://console.example'],
])('%j with TLS %s is opened at %s', (where, secure, url) => {
  expect(toUrl(where, 8000, secure)).toBe(url)
})
