/** Headers that keep other sites and injected markup out (CSP level 3, OWASP Secure Headers). */

const HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=()',
  // What is no page of ours may load and run nothing, however it is opened.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}
const HSTS = 'max-age=15552000'

/** `local`: other servers of this machine share the name `localhost`; HSTS would lock them out. */
export const toSecurityHeaders = (connection: { secure: boolean; local: boolean }): Readonly<Record<string, string>> =>
  connection.secure && !connection.local ? { ...HEADERS, 'strict-transport-security': HSTS } : HEADERS

/**
 * Policy of a page: scripts and style sheets of our own or with this response's nonce, no inline script ever.
 * `origin` is named for the WebSocket because older browsers do not count `ws:` as `'self'`.
 */
export function toPagePolicy(nonce: string, origin: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${origin.replace(/^http/, 'ws')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Swagger's page: its own static files; it sets styles inline and draws its icons from data URLs. */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')
