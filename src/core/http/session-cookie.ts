/** The session cookie (RFC 6265bis): out of reach of scripts and of other sites. */
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ServerSettings } from '../config/sections.ts'
import type { Origins } from './origins.ts'

type Connection = Pick<FastifyRequest, 'host' | 'protocol'>

export interface SessionCookies {
  name(request: Connection): string
}

/**
 * Strict is no nuisance here: the page itself is public, and what it asks for comes from our own site.
 * `__Host-` keeps a neighbour on a sister domain from setting it; browsers take the prefix under https only.
 */
export function addSessionCookies(
  app: FastifyInstance,
  options: { readonly settings: ServerSettings; readonly origins: Origins },
): SessionCookies {
  const { origins, settings } = options
  const isSecure = ({ host, protocol }: Connection) => origins.own(host, protocol).startsWith('https:')
  // Cookies do not tell ports apart: two consoles on one machine must not sign each other out.
  const plainName = `vedette-${settings.port}`
  const name = (connection: Connection) => (isSecure(connection) ? `__Host-${plainName}` : plainName)
  const toOptions = (connection: Connection): CookieSerializeOptions => ({
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: isSecure(connection),
  })
  app.decorateReply('startSession', function startSession(session) {
    const expires = new Date(session.expiresMs)
    return this.setCookie(name(this.request), session.token, { ...toOptions(this.request), expires })
  })
  app.decorateReply('endSession', function endSession() {
    return this.clearCookie(name(this.request), toOptions(this.request))
  })
  return { name }
}
