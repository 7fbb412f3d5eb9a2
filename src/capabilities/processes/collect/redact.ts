/** Takes secrets out of command lines before anything is stored or shown. Better to hide a word too many than one too few. */
import { OWN_OPTIONS, type OwnOptions } from './redact-options.ts'

export const HIDDEN = '‹hidden›'

/** Words that name a secret, at the end of an option's or a variable's name. */
const SECRET =
  '(?:pass(?:word|wd|phrase|code)?|pwd|pw|pin|otp|psk|jwt|secret|token|(?:api|access|secret|private|account|shared[-_.]?access|encryption|master|signing|licen[cs]e|deploy)[-_.]?key|auth(?:[-_.]?key)?|credentials?|signature|session[-_.]?id|bearer|cookie|dsn)(?:[-_.]?(?:value|id|base64))?'
/** `clientSecret`, `rootPassword`, `_authToken` */
const CAMEL =
  '[a-z0-9](?:Password|Passwd|Passphrase|Pass|Pwd|Secret|Token|(?:Api|Access|Secret|Private|Account|Auth|Encryption|Master|Signing)Key|Credentials?|Signature|SessionId|Cookie|Dsn)'
/** `--password`, `-Dspring.datasource.password`, `--db-pass`, `AWS_SECRET_ACCESS_KEY`, `MYSQL_PWD`. */
const SECRET_NAME = new RegExp(`(?:^|[-_.:/])${SECRET}$|AWS_SECRET|PASSWORD|PASSWD`, 'i')
const CAMEL_NAME = new RegExp(`${CAMEL}$`)
/** `secretName`-like options that say where a secret lies, not what it is. */
const POINTER =
  /(?:[-_.]?(?:file|path|dir|name|type|env|stdin|prompt|command|cmd|method|policy|length|min|max|ttl|expiry))$/i

/** `curl -u name:secret`, `smbclient -U name%secret`, `lftp -u name,secret`: the name stays. */
const NAME_AND_SECRET = /^(?:-u|-U|--user|--proxy-user|--user-password)$/
const NAME_AND_SECRET_GLUED = /^(?:-[uU](?=[^\s=:%]+[:%])|--(?:proxy-)?user=)/

/** Quoted (in JSON within JSON the quotes are escaped themselves), or up to what divides one value from the next. */
const QUOTED = `\\\\+"[^"]*"?|"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?`
const AFTER_NAME = `(\\\\*["']?\\s{0,4}[=:]\\s{0,4})(?!‹)(${QUOTED}|[^&;,\\s"']+)`
const PREFIX = '(?<![\\w-])((?:--?|/)?(?:[\\w.-]{0,64}[-_.])?'
/** `?token=…` in an address, `"password":"…"`, `password='…'` in a connection string or a title a program gave itself. */
const NAMED: readonly RegExp[] = [
  new RegExp(`${PREFIX}${SECRET})${AFTER_NAME}`, 'gi'),
  new RegExp(`(?<![\\w-])([\\w.-]{0,64}${CAMEL})${AFTER_NAME}`, 'g'),
  // `--password '…'` within a command that is one argument
  new RegExp(`${PREFIX}${SECRET})(\\s{1,4})(${QUOTED})`, 'gi'),
]

const TEXT_RULES: readonly (readonly [RegExp, string])[] = [
  // user:secret@ in an address, also with a slash in the secret; and a token in the place of the user
  [/([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@'"]{0,256}):(?!\d{1,5}[/?#])[^\s'"]{1,1024}@/gi, `$1:${HIDDEN}@`],
  [/(https?:\/\/)[^\s/:@'"]{16,512}@/gi, `$1${HIDDEN}@`],
  [
    /((?:hooks\.slack\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api\/webhooks)\/|api\.telegram\.org\/(?:file\/)?bot)[^\s'"]+/gi,
    `$1${HIDDEN}`,
  ],
  [/([?&](?:x-amz-(?:signature|credential|security-token)|sig|key|code|jwt|sas|se?cret))=[^&\s"'#]+/gi, `$1=${HIDDEN}`],
  [/\b(Bearer|Basic|Digest|Negotiate|Token|ApiKey)\s{1,4}[\w.~+/=:-]{6,}/gi, `$1 ${HIDDEN}`],
  [
    /\b((?:proxy-)?authorization|x-[a-z-]{0,40}(?:key|token|secret)|(?:set-)?cookie)(\s{0,4}:\s{0,4})(?!‹)(?!\s{0,4}(?:bearer|basic|digest|negotiate|token|apikey)\s)[^\n]+/gi,
    `$1$2${HIDDEN}`,
  ],
  [/\bpass:(?!‹)\S+/g, `pass:${HIDDEN}`],
  // Tokens that tell what they are by themselves
  [/(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{4,}(?:\.[\w-]*)?/g, HIDDEN],
  [
    /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-(?:ant-|proj-)?|sk_live_|rk_live_|npm_|pypi-|dop_v1_|hvs\.|AIza|shpat_|tskey-)[\w-]{16,}/g,
    HIDDEN,
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, HIDDEN],
]

/** Quotes stay, so that what is around the value still reads. */
function hideValue(value: string): string {
  const quote = /^\\*["']/.exec(value)?.[0] ?? ''
  return `${quote}${HIDDEN}${quote !== '' && value.length > quote.length && value.endsWith(quote) ? quote : ''}`
}

export function redactText(text: string): string {
  // The long forms first: what is in one of them must not be cut by a shorter one.
  let redacted = text
  for (const [pattern, replacement] of TEXT_RULES) redacted = redacted.replace(pattern, replacement)
  for (const pattern of NAMED) {
    redacted = redacted.replace(pattern, (_, name: string, between: string, value: string) =>
      value.includes(HIDDEN) ? `${name}${between}${value}` : `${name}${between}${hideValue(value)}`,
    )
  }
  return redacted
}

const isSecretName = (name: string) => (SECRET_NAME.test(name) || CAMEL_NAME.test(name)) && !POINTER.test(name)

/** `NAME=value`, `--name=value`, `-Dname=value`, `--name:value`. */
function redactAssignment(argument: string): string | undefined {
  const at = argument.search(/[=:]/)
  if (at <= 0) return undefined
  const name = argument.slice(0, at)
  if (!/^[-/\w.]{1,128}$/.test(name) || !isSecretName(name)) return undefined
  return at + 1 < argument.length ? `${argument.slice(0, at + 1)}${HIDDEN}` : argument
}

function hideAfterName(value: string): string {
  const at = value.search(/[:%,]/)
  return at === -1 ? value : `${value.slice(0, at + 1)}${HIDDEN}`
}

const toProgram = (first: string) => first.slice(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1)
const findOwn = (words: readonly string[]): readonly OwnOptions[] => {
  const programs = words.map(toProgram)
  return OWN_OPTIONS.filter(({ programs: names }) => programs.some((program) => names.test(program)))
}

type Mode = 'show' | 'hide' | 'hide-after-name'

/** `argv` as exec(2) got it. */
export const redactArguments = (argv: readonly string[]): string[] => redactWords(argv, findOwn(argv.slice(0, 3)))

function redactWords(argv: readonly string[], own: readonly OwnOptions[]): string[] {
  const hidesLast = own.some(({ last }) => last !== undefined && argv.some((word) => last.test(word)))
  let mode: Mode = 'show'
  return argv.map((argument, index) => {
    const now = mode
    mode = index > 0 ? followedBy(argument, own) : 'show'
    if (now === 'hide' && argument !== '' && !/^--?[a-z]/i.test(argument)) {
      mode = 'show'
      return HIDDEN
    }
    if (now === 'hide-after-name') {
      mode = 'show'
      return redactText(hideAfterName(argument))
    }
    if (hidesLast && index === argv.length - 1) return HIDDEN
    return redactWord(argument, index, own)
  })
}

function redactWord(argument: string, index: number, own: readonly OwnOptions[]): string {
  // A command within one argument (`sh -c`), or a title a program gave itself: words of its own.
  if (/\s/.test(argument)) return redactSentence(argument)
  if (index === 0) return redactAssignment(argument) ?? redactText(argument)
  const glued = own.flatMap(({ glued: pattern }) => pattern?.exec(argument)?.[0] ?? [])[0]
  if (glued !== undefined) return `${glued}${HIDDEN}`
  const named = NAME_AND_SECRET_GLUED.exec(argument)?.[0]
  if (named !== undefined) return redactText(`${named}${hideAfterName(argument.slice(named.length))}`)
  const inside = own.find(({ inside: pattern }) => pattern?.test(argument))?.inside
  if (inside) return argument.replace(inside, `$1${HIDDEN}`)
  return redactAssignment(argument) ?? redactText(argument)
}

function redactSentence(text: string): string {
  const assigned = /^\S+=/.test(text) ? redactAssignment(text) : undefined
  if (assigned !== undefined) return assigned
  const [first = '', ...rest] = redactText(text).split(/(\s+)/)
  const words = [first, ...rest.filter((_, index) => index % 2 === 1)]
  const redacted = redactWords(words, findOwn(words))
  return redacted.map((word, index) => `${rest[2 * index - 2] ?? ''}${word}`).join('')
}

function followedBy(argument: string, own: readonly OwnOptions[]): Mode {
  if (own.some(({ apart }) => apart?.test(argument))) return 'hide'
  if (NAME_AND_SECRET.test(argument)) return 'hide-after-name'
  if (/^--?[a-z][\w.-]{1,64}$/i.test(argument)) return isSecretName(argument) ? 'hide' : 'show'
  // `aws configure set aws_secret_access_key …`, `npm config set //registry/:_authToken …`
  const key = /^[\w/.:-]{0,200}[_:]([\w-]{1,64})$/.test(argument) && !argument.startsWith('-') ? argument : ''
  return key !== '' && isSecretName(key) ? 'hide' : 'show'
}

/** Environment for evidence: names stay, values of secrets go. */
export const redactVariable = (variable: string): string => redactAssignment(variable) ?? redactText(variable)
