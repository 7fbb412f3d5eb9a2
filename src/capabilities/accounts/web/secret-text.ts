/** Passwords nobody has to think up: four groups of four, without letters that look alike. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP_LENGTH = 4

/** `random` fills an array with random bytes, as `crypto.getRandomValues` does. */
export function suggestPassword(
  random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> = (bytes) => crypto.getRandomValues(bytes),
): string {
  const most = 256 - (256 % LETTERS.length)
  const letters: string[] = []
  while (letters.length < GROUPS * GROUP_LENGTH) {
    // Bytes beyond the last whole round would make some letters likelier than others.
    for (const byte of random(new Uint8Array(32))) if (byte < most) letters.push(LETTERS[byte % LETTERS.length] ?? '')
  }
  const group = (index: number) => letters.slice(index * GROUP_LENGTH, (index + 1) * GROUP_LENGTH).join('')
  return Array.from({ length: GROUPS }, (_, index) => group(index)).join('-')
}
