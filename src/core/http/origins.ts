/** Which names the console answers to, and which pages may speak for a signed-in person. */
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { ServerSettings } from '../config/sections.ts'
import { httpErrors } from './errors.ts'

export type OriginSettings = Pick<
  ServerSettings,
  'host' | 'publicUrl' | 'allowedHosts' | 'corsAllowOrigins' | 'corsAllowCredentials'
>

/** `[::1]:8000` → `::1`; `Console.Example.:443` → `console.example`. */
export function parseHostName(host: string): string {
  const name = host.startsWith('[') ? host.slice(1, Math.max(1, host.indexOf(']'))) : (host.split(':', 1)[0] ?? '')
  return name.toLowerCase().replace(/\.$/, '')
}

/** A name or an address with at most a port behind it: what else a Host header holds would end up in the page's policy. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i

export function isLoopbackName(name: string): boolean {
  if (name === 'localhost' || name.endsWith('.localhost') || name === '::1') return true
  return isIP(name.replace(/^::ffff:/, '')) === 4 && /^(::ffff:)?127\./.test(name)
}

export interface Origins {
  /** DNS rebinding comes with a foreign name in the Host header; it is answered with 421. */
  allowsHost(host: string): boolean
  /** Scheme and authority under which the reader sees the console. */
  own(host: string, protocol: string): string
  /** A page of this origin may change things with the reader's cookie. */
  mayAct(origin: string, host: string, protocol: string): boolean
  /** Reached beyond this machine. */
  readonly exposed: boolean
}

function parsePublicUrl(text: string): URL | undefined {
  if (text === '') return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    throw httpErrors['core.public-url-invalid']({ url: text })
  return url
}

export function createOrigins(settings: OriginSettings): Origins {
  const publicUrl = parsePublicUrl(settings.publicUrl)
  const bound = settings.host.toLowerCase()
  const exposed = !isLoopbackName(bound)
  const names = new Set([bound, ...settings.allowedHosts.map(parseHostName)])
  if (publicUrl) names.add(parseHostName(publicUrl.host))
  if (exposed) names.add(hostname().toLowerCase())
  const suffixes = settings.allowedHosts
    .filter((name) => name.startsWith('*.'))
    .map((name) => name.slice(1).toLowerCase())
  const trustedOrigins = new Set(
    settings.corsAllowCredentials ? settings.corsAllowOrigins.filter((origin) => origin !== '*') : [],
  )
  const own = (host: string, protocol: string) =>
    publicUrl && host.toLowerCase() === publicUrl.host ? publicUrl.origin : `${protocol}://${host.toLowerCase()}`

  return {
    exposed,
    own,
    allowsHost(host) {
      if (!HOST.test(host)) return false
      const name = parseHostName(host)
      // An address cannot be rebound: whoever comes by one has reached that very address.
      if (isLoopbackName(name) || (exposed && isIP(name) > 0)) return true
      return names.has(name) || suffixes.some((suffix) => name.endsWith(suffix))
    },
    mayAct: (origin, host, protocol) => origin.toLowerCase() === own(host, protocol) || trustedOrigins.has(origin),
  }
}
