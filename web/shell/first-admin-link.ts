/** `#token=<secret>` or `#<secret>`: a fragment is never sent to a server or written into a log. */
export function readFirstAdminToken(hash: string): string | undefined {
  const written = hash.replace(/^#(token=)?/, '')
  return written === '' ? undefined : decode(written)
}

/** A link that was copied badly is said to be no good by the console, not by a page that does not open. */
function decode(written: string): string {
  try {
    return decodeURIComponent(written)
  } catch {
    return written
  }
}

/** Back to a place of this console only; anything else goes home. */
export function safeReturn(to: string): string {
  return /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/'
}
