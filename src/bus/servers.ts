/** `nats://user:pass@host:4222,tls://host` → what the client takes. Pure. */

import { busErrors } from './errors.ts'

export interface ServerOptions {
  readonly servers: string[]
  readonly user?: string
  readonly pass?: string
  readonly token?: string
  readonly tls?: Record<string, never>
}

function toUrl(address: string): URL {
  try {
    return new URL(/^[a-z]+:\/\//.test(address) ? address : `nats://${address}`)
  } catch (error) {
    throw busErrors['bus.address-invalid']({ address }, error)
  }
}

/** Throws `bus.address-invalid`. An address may be written without a scheme; whoever signs in does so alike at every server. */
export function parseServers(text: string): ServerOptions {
  const urls = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(toUrl)
  const signed = urls.find(({ username }) => username !== '')
  const user = decodeURIComponent(signed?.username ?? '')
  const pass = decodeURIComponent(signed?.password ?? '')
  return {
    servers: urls.map(({ host }) => host),
    ...(user && pass ? { user, pass } : {}),
    ...(user && !pass ? { token: user } : {}),
    ...(urls.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
  }
}
