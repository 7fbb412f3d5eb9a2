/** Passwords: argon2id (RFC 9106) kept as PHC strings, and what a new one must be. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { authErrors, toFieldError } from './errors.ts'

export interface PasswordCost {
  readonly memoryKib: number
  readonly passes: number
  readonly parallelism: number
}
/** OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, 2 passes, 1 lane. */
export const OWASP_COST: PasswordCost = { memoryKib: 19_456, passes: 2, parallelism: 1 }

export const PASSWORD_MIN_LENGTH = 10
const SALT_BYTES = 16
const HASH_BYTES = 32
/** Two at once keep half of libuv's four threads free for files, and 40 MB is all they take together. */
const AT_ONCE = 2
/** About a second of work; whoever comes on top is told to try again. */
const MAX_WAITING = 64

/** https://github.com/P-H-C/phc-string-format */
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** The most used of those that are long enough, and this product's own name. */
const COMMON = new Set(
  (
    'password12 password123 password1234 passw0rd123 p@ssword123 1234567890 12345678910 0123456789 0987654321 ' +
    '123123123123 1111111111 0000000000 1q2w3e4r5t 1q2w3e4r5t6y qwertyuiop qwerty12345 qwerty123456 qwerty1234 ' +
    'asdfghjkl1 1qaz2wsx3edc zaq12wsxcde3 abcd123456 abcdefghij abc1234567 iloveyou12 iloveyou123 letmein123 ' +
    'welcome123 welcome1234 changeme123 changemenow administrator admin12345 admin123456 adminadmin rootrootroot ' +
    'vedette123 vedettevedette vedetteadmin superman123 football123 princess123 sunshine123 dragon12345 ' +
    'monkey12345 master12345 michael123 passwordpassword correcthorsebatterystaple'
  ).split(' '),
)
/** One character again and again, or a run of neighbours up or down the code table. */
function isMonotonous(text: string): boolean {
  const steps = new Set([...text].slice(1).map((sign, index) => sign.charCodeAt(0) - text.charCodeAt(index)))
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0] ?? Number.NaN)
}

/** Throws what is wrong with a new password; `field` is where the request has it. */
export function checkNewPassword(password: string, name: string, field: string): void {
  if ([...password].length < PASSWORD_MIN_LENGTH)
    throw toFieldError('auth.password-too-short', field, { min: PASSWORD_MIN_LENGTH })
  const plain = password.normalize('NFKC').toLowerCase()
  if (COMMON.has(plain) || isMonotonous(plain)) throw toFieldError('auth.password-too-common', field)
  const person = name.normalize('NFKC').toLowerCase()
  const rest = plain.replaceAll(person, '')
  // "anna-anna1" is Anna's name too: what is left beside the name must be a password's worth.
  if (rest !== plain && rest.length < PASSWORD_MIN_LENGTH / 2) throw toFieldError('auth.password-like-name', field)
}

function deriveKey(password: string, salt: Buffer, cost: PasswordCost, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2(
      'argon2id',
      {
        message: password.normalize('NFKC'),
        nonce: salt,
        parallelism: cost.parallelism,
        tagLength: length,
        memory: cost.memoryKib,
        passes: cost.passes,
      },
      (error, key) => (error ? reject(error) : resolve(key)),
    )
  })
}
const encode = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

export interface Passwords {
  hash(password: string): Promise<string>
  /** False for an absent or unknown hash too, after the same work. */
  matches(password: string, phc: string | undefined): Promise<boolean>
  /** The hash was made with another cost than today's. */
  isOutdated(phc: string): boolean
}

/** Bounded: at most two hashes are worked on at a time, and a flood is refused with `auth.sign-in-busy`. */
export function createPasswords(cost: PasswordCost = OWASP_COST): Passwords {
  let working = 0
  const waiting: (() => void)[] = []
  const decoy = { salt: randomBytes(SALT_BYTES), key: randomBytes(HASH_BYTES) }

  async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (working >= AT_ONCE) {
      if (waiting.length >= MAX_WAITING) throw authErrors['auth.sign-in-busy']()
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else working++
    try {
      return await work()
    } finally {
      // The place is handed to the next one, so `working` falls only when nobody waits.
      const next = waiting.shift()
      if (next) next()
      else working--
    }
  }

  const parse = (phc: string | undefined) => {
    const [, memory, passes, parallelism, salt, key] = PHC.exec(phc ?? '') ?? []
    if (salt === undefined || key === undefined) return undefined
    return {
      cost: { memoryKib: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
      salt: Buffer.from(salt, 'base64'),
      key: Buffer.from(key, 'base64'),
    }
  }

  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = randomBytes(SALT_BYTES)
        const key = await deriveKey(password, salt, cost, HASH_BYTES)
        const costs = `m=${cost.memoryKib},t=${cost.passes},p=${cost.parallelism}`
        return `$argon2id$v=19$${costs}$${encode(salt)}$${encode(key)}`
      }),
    matches: (password, phc) =>
      inTurn(async () => {
        const known = parse(phc)
        const { salt, key } = known ?? decoy
        const derived = await deriveKey(password, salt, known?.cost ?? cost, key.length)
        return timingSafeEqual(derived, key) && known !== undefined
      }),
    isOutdated: (phc) => {
      const known = parse(phc)?.cost
      return known === undefined || JSON.stringify(known) !== JSON.stringify(cost)
    },
  }
}
