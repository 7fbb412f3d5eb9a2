/** `#token=<secret>` or `#<secret>`: a fragment is never sent to a server or written into a log. */
export function readFirstAdminToken(hash: string): string | undefined {
  const secret = decodeURIComponent(hash.replace(/^#(token=)?/, ''))
  return secret === '' ? undefined : secret
}

/** Back to a place of this console only; anything else goes home. */
export function safeReturn(to: string): string {
  return /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/'
}
