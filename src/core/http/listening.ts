/** Taking the port, built-in TLS, and what to do when either cannot be had. */
import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { ServerSettings } from '../config/sections.ts'
import { httpErrors } from './errors.ts'

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

function readPem(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw httpErrors['core.tls-unreadable']({ file, reason: reasonOf(error) }, error)
  }
}

/** Nothing when TLS is not asked for. */
export function readTls(settings: Pick<ServerSettings, 'tlsCert' | 'tlsKey'>) {
  const { tlsCert, tlsKey } = settings
  if (tlsCert === '' && tlsKey === '') return undefined
  if (tlsCert === '' || tlsKey === '') throw httpErrors['core.tls-incomplete']()
  return { cert: readPem(tlsCert), key: readPem(tlsKey), minVersion: 'TLSv1.2' as const }
}

/** The port that was taken. */
export async function listenOn(app: FastifyInstance, settings: ServerSettings): Promise<number> {
  const { host, port } = settings
  try {
    await app.listen({ host, port })
  } catch (error) {
    switch (codeOf(error)) {
      case 'EADDRINUSE':
        throw httpErrors['core.port-taken']({ host, port: String(port) }, error)
      case 'EACCES':
        throw httpErrors['core.port-forbidden']({ port: String(port) }, error)
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
      case 'EINVAL':
        throw httpErrors['core.address-unknown']({ host, reason: reasonOf(error) }, error)
      default:
        throw error
    }
  }
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** What a person on this machine types; a wildcard address is reached by loopback. */
export function toUrl(settings: Pick<ServerSettings, 'host' | 'publicUrl'>, port: number, secure: boolean): string {
  if (settings.publicUrl !== '') return settings.publicUrl.replace(/\/+$/, '')
  const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
  const host = everywhere[settings.host] ?? settings.host
  return `http${secure ? 's' : ''}://${host.includes(':') ? `[${host}]` : host}:${port}`
}
