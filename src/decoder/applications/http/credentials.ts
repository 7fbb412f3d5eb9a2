/** Credentials of HTTP's Basic scheme (RFC 7617): base64 of `user:password`. Who shows them decides what of them to hide. */

export interface BasicCredentials {
  readonly user: string
  readonly password: string
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const MAX_TEXT = 4096
const utf8 = new TextDecoder('utf-8')

/** From the value of an Authorization or Proxy-Authorization header; `undefined` when it is of another scheme, or broken. */
export function parseBasicCredentials(value: string): BasicCredentials | undefined {
  if (value.length > MAX_TEXT || value.slice(0, 6).toLowerCase() !== 'basic ') return undefined
  const bytes = decodeBase64(value.slice(6).trim())
  const text = bytes && utf8.decode(bytes)
  const colon = text?.indexOf(':') ?? -1
  return text === undefined || colon < 0 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

function decodeBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8))
  let held = 0
  let bits = 0
  let at = 0
  for (const digit of digits) {
    const value = ALPHABET.indexOf(digit)
    if (value < 0) return undefined
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (held >> bits) & 0xff
  }
  return bytes
}
