/**
 * Takes secrets out of a line before it leaves the machine. Lines come from strangers, so every pattern is linear: it
 * begins with fixed words, and none begins with "anything before them".
 */
export const HIDDEN = '‹hidden›'

const NAMES =
  '(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|secret[_-]?key|private[_-]?key|auth[_-]?key|signature|sig|credential|session[_-]?id|sessid|otp)'

/** A name that promises a secret, and its `=` or `:`. */
const KEY = `${NAMES}(?:\\\\?["'])?\\s{0,3}[=:]\\s{0,3}`

const RULES: readonly (readonly [RegExp, string])[] = [
  // Authorization: Bearer abc · Proxy-Authorization: Basic abc · "authorization":"Bearer abc"
  [/(authorization["']?\s*[:=]\s*["']?(?:[a-z]{1,20}\s+)?)[^\s"',;]{3,}/gi, `$1${HIDDEN}`],
  [/\b(bearer\s+)[\w~+/.=-]{8,}/gi, `$1${HIDDEN}`],
  [/((?:set-)?cookie["']?\s*:\s*["']?)[^"'\r\n]+/gi, `$1${HIDDEN}`],
  // scheme://user:password@host
  [/(:\/\/[^\s/:@]{0,100}:)[^\s/@]{1,200}(?=@)/gi, `$1${HIDDEN}`],
  // password=abc · "db_password": "a b" · ?token=abc& · \"password\":\"abc\" · --api-key abc
  [new RegExp(`(${KEY})"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `$1"${HIDDEN}"`],
  [new RegExp(`(${KEY})'[^']*'`, 'gi'), `$1'${HIDDEN}'`],
  [new RegExp(`(${KEY}(?:\\\\?["'])?)[^\\s"'&,;}\\]\\\\‹]{1,1000}`, 'gi'), `$1${HIDDEN}`],
  [new RegExp(`(${NAMES}\\s{1,3})(?<=-[\\w-]{0,60}\\s{1,3})(?!-)[^\\s"'‹]{1,1000}`, 'gi'), `$1${HIDDEN}`],
  // Keys known by their looks: AWS, JSON Web Tokens, GitHub, GitLab, Slack, and private keys in PEM.
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g, HIDDEN],
  [/(?<![\w-])((?:[\w-]{0,64}-)?)eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, `$1${HIDDEN}`],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-)[\w-]{10,}/g, HIDDEN],
  [/(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]*/g, `$1${HIDDEN}`],
]
/** Most lines hold none of these words: one look saves twelve. */
const WORTH_A_LOOK =
  /pass|pwd|secret|token|key|sig|cred|sess|otp|auth|bearer|cookie|:\/\/|AKIA|ASIA|eyJ|gh[pousr]_|github_pat_|glpat-|xox/i

export function redact(text: string): string {
  if (!WORTH_A_LOOK.test(text)) return text
  return RULES.reduce((line, [pattern, replacement]) => line.replace(pattern, replacement), text)
}
