/** Takes secrets out of command lines before anything is stored or shown. Better to hide a word too many than one too few. */

export const HIDDEN = '‹hidden›'

/** Words that name a secret, at the end of an option's or a variable's name. */
const SECRET =
  '(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_.]?key|access[-_.]?key|secret[-_.]?key|private[-_.]?key|auth(?:[-_.]?key)?|credentials?|signature|session[-_.]?id|bearer|cookie|dsn)'
/** `--password`, `-Dspring.datasource.password`, `--db-pass`, `AWS_SECRET_ACCESS_KEY`, `MYSQL_PWD`. */
const SECRET_NAME = new RegExp(
  `(?:^|[-_.:])${SECRET}(?:[-_.]?(?:value|id|base64))?$|AWS_SECRET|PASSWORD|PASSWD|[a-z]Password$`,
  'i',
)
/** `secretName`-like options that say where a secret lies, not what it is. */
const POINTER =
  /(?:[-_.]?(?:file|path|dir|name|type|id|env|stdin|prompt|command|cmd|method|policy|length|min|max|ttl|expiry))$/i

/** Options whose value is a secret in one program only: short ones mean something else elsewhere. */
const OWN_OPTIONS: readonly { readonly programs: RegExp; readonly glued?: RegExp; readonly apart?: RegExp }[] = [
  { programs: /^(?:mysql|mariadb|mycli|xtrabackup|mariabackup)/, glued: /^-p(?=.)/ },
  { programs: /^(?:7z[ar]?|7zz|rar|unrar)$/, glued: /^-h?p(?=.)/ },
  { programs: /^sshpass$/, glued: /^-p(?=.)/, apart: /^-p$/ },
  {
    programs:
      /^(?:mongo(?:sh|dump|restore|export|import)?|cqlsh|docker|podman|nerdctl|buildah|skopeo|helm|vncviewer|kinit)$/,
    apart: /^-p$/,
  },
  {
    programs: /^(?:zip|unzip|sqlcmd|bcp|isql|tsql|ipmitool|snmpget|freerdp|xfreerdp)$/,
    glued: /^-P(?=.)/,
    apart: /^-P$/,
  },
  { programs: /^(?:redis-cli|valkey-cli|keydb-cli)$/, apart: /^-a$/ },
  { programs: /^(?:ldap(?:search|modify|add|delete|passwd|whoami)|openconnect)$/, glued: /^-w(?=.)/, apart: /^-w$/ },
  { programs: /^snmp(?:get|walk|set|bulkget|bulkwalk|getnext|trap|table)$/, glued: /^-[cAX](?=.)/, apart: /^-[cAX]$/ },
  { programs: /^(?:xfreerdp|wlfreerdp|sdl-freerdp)3?$/, glued: /^\/p:(?=.)/ },
  { programs: /^(?:net|psexec|wmic|schtasks|cmdkey)(?:\.exe)?$/i, glued: /^\/(?:p(?:ass(?:word)?)?:)(?=.)/i },
]
/** `curl -u name:secret`, `smbclient -U name%secret`: the name stays. */
const NAME_AND_SECRET = /^(-u|-U|--user|--proxy-user|--user-password)$/

const TEXT_RULES: readonly (readonly [RegExp, string])[] = [
  // user:secret@ in an address
  [/([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@'"]{0,256}):[^\s/'"]{1,512}@/gi, `$1:${HIDDEN}@`],
  // ?token=… in an address, password=… in a connection string or a title a program gave itself
  [
    new RegExp(
      `([?&;,\\s"'{](?:[\\w.-]{0,64}[-_.])?${SECRET})(["']?\\s{0,4}[=:]\\s{0,4}["']?)(?!‹)[^&;,\\s"'}#]{1,2048}`,
      'gi',
    ),
    `$1$2${HIDDEN}`,
  ],
  [
    /([?&](?:x-amz-(?:signature|credential|security-token)|sig|key|code|jwt|sas|se?cret))=[^&\s"'#]{1,2048}/gi,
    `$1=${HIDDEN}`,
  ],
  [/\b(Bearer|Basic|Digest|Negotiate|Token|ApiKey)\s{1,4}[\w.~+/=:-]{6,4096}/gi, `$1 ${HIDDEN}`],
  [
    /\b((?:proxy-)?authorization|x-[a-z-]{0,40}(?:key|token|secret)|(?:set-)?cookie)(\s{0,4}:\s{0,4})(?!\s{0,4}(?:bearer|basic|digest|negotiate|token|apikey)\s)[^\n]{1,4096}/gi,
    `$1$2${HIDDEN}`,
  ],
  [/\bpass:\S{1,512}/g, `pass:${HIDDEN}`],
  // Tokens that tell what they are by themselves
  [/\beyJ[\w-]{8,2048}\.eyJ[\w-]{4,4096}(?:\.[\w-]{0,4096})?/g, HIDDEN],
  [
    /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-(?:ant-|proj-)?|sk_live_|rk_live_|npm_|pypi-|dop_v1_|hvs\.|AIza|shpat_)[\w-]{16,512}/g,
    HIDDEN,
  ],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,16384}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, HIDDEN],
]

export function redactText(text: string): string {
  let redacted = text
  for (const [pattern, replacement] of TEXT_RULES) redacted = redacted.replace(pattern, replacement)
  return redacted
}

const isSecretName = (name: string) => SECRET_NAME.test(name) && !POINTER.test(name)

/** `NAME=value`, `--name=value`, `-Dname=value`, `--name:value`. */
function redactAssignment(argument: string): string | undefined {
  const at = argument.search(/[=:]/)
  if (at <= 0) return undefined
  const name = argument.slice(0, at)
  if (!/^[-/\w.]{1,128}$/.test(name) || !isSecretName(name)) return undefined
  return at + 1 < argument.length ? `${argument.slice(0, at + 1)}${HIDDEN}` : argument
}

function hideAfterName(value: string): string {
  const at = value.search(/[:%]/)
  return at === -1 ? value : `${value.slice(0, at + 1)}${HIDDEN}`
}

const toProgram = (first: string) => first.slice(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1)

/** `argv` as exec(2) got it. */
export function redactArguments(argv: readonly string[]): string[] {
  const programs = argv.slice(0, 3).map(toProgram)
  const own = OWN_OPTIONS.filter(({ programs: names }) => programs.some((program) => names.test(program)))
  const result: string[] = []
  let next: 'show' | 'hide' | 'hide-after-name' = 'show'
  for (const [index, argument] of argv.entries()) {
    const mode = next
    next = 'show'
    if (mode === 'hide' && argument !== '' && !/^--?[a-z]/i.test(argument)) {
      result.push(HIDDEN)
      continue
    }
    if (mode === 'hide-after-name') {
      result.push(redactText(hideAfterName(argument)))
      continue
    }
    if (index > 0) next = followedBy(argument, own)
    const glued =
      index > 0 ? own.find(({ glued: pattern }) => pattern?.test(argument))?.glued?.exec(argument)?.[0] : undefined
    result.push(glued === undefined ? (redactAssignment(argument) ?? redactText(argument)) : `${glued}${HIDDEN}`)
  }
  return result
}

function followedBy(argument: string, own: typeof OWN_OPTIONS): 'show' | 'hide' | 'hide-after-name' {
  if (own.some(({ apart }) => apart?.test(argument))) return 'hide'
  if (NAME_AND_SECRET.test(argument)) return 'hide-after-name'
  return /^--?[a-z][\w.-]{1,64}$/i.test(argument) && isSecretName(argument) ? 'hide' : 'show'
}

/** Environment for evidence: names stay, values of secrets go. */
export const redactVariable = (variable: string): string => redactAssignment(variable) ?? redactText(variable)
