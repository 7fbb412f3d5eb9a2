/** Options whose value is a secret in one program only: short ones mean something else elsewhere. */
export interface OwnOptions {
  readonly programs: RegExp
  /** The secret follows in the same word. */
  readonly glued?: RegExp
  /** The secret is the next word. */
  readonly apart?: RegExp
  /** The secret is what follows the first group in a word. */
  readonly inside?: RegExp
  /** With this option the last word is the secret. */
  readonly last?: RegExp
}

export const OWN_OPTIONS: readonly OwnOptions[] = [
  { programs: /^(?:mysql|mariadb|mycli|xtrabackup|mariabackup)/, glued: /^-p(?=.)/, apart: /^password$/ },
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
  { programs: /^curl$/, glued: /^-b(?=.)/, apart: /^-b$/ },
  { programs: /^openssl$/, apart: /^-[kK]$/ },
  { programs: /^htpasswd$/, last: /^-\w*b/ },
  // user/secret@database
  {
    programs: /^(?:sqlplus|sqlldr|impdp|expdp|imp|exp|rman)$/,
    inside: /^((?:userid=)?[\w$#.-]+\/)(?!\/)[^@\s]+/i,
  },
]
