/** `nats://user:pass@host:4222,tls://host` → what the client takes. Pure. */

export interface ServerOptions {
  readonly servers: string[]
  readonly user?: string
  readonly pass?: string
  readonly token?: string
  readonly tls?: Record<string, never>
}

/** An address may be written without a scheme; whoever signs in does so alike at every server. */
export function parseServers(text: string): ServerOptions {
  const urls = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => new URL(/^[a-z]+:\/\//.test(part) ? part : `nats://${part}`))
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
