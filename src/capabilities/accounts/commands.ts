/** Every command of `accounts`: `vedette <name>`, without `accounts` before it. */
import type { Command } from '../../core/capability.ts'

const loadUserCommand = (verb: 'add' | 'list' | 'passwd' | 'disable' | 'enable' | 'role') => async () => ({
  main: (await import('./cli-user.ts')).userCommands[verb],
})
const loadTokenCommand = (verb: 'add' | 'list' | 'revoke') => async () => ({
  main: (await import('./cli-token.ts')).tokenCommands[verb],
})
const loadAuditCommand = (verb: 'verify' | 'export' | 'list') => async () => ({
  main: (await import('./cli-audit.ts')).auditCommands[verb],
})
const root = true
const role = '--role viewer|operator|admin'
const filters = '[--who NAME] [--action ACTION] [--host HOST] [--outcome OUTCOME] [--text TEXT] [--since 24h]'

export const accountsCommands = {
  'user add': {
    root,
    summary: 'Add a person',
    usage: `NAME [${role}] [--password-stdin]`,
    load: loadUserCommand('add'),
  },
  'user list': { root, summary: 'List people', usage: '[--json]', load: loadUserCommand('list') },
  'user passwd': {
    root,
    summary: 'Set a new password',
    usage: 'NAME [--password-stdin]',
    load: loadUserCommand('passwd'),
  },
  'user disable': { root, summary: 'Shut a person out at once', usage: 'NAME', load: loadUserCommand('disable') },
  'user enable': { root, summary: 'Let a disabled person in again', usage: 'NAME', load: loadUserCommand('enable') },
  'user role': { root, summary: 'Change a role', usage: 'NAME viewer|operator|admin', load: loadUserCommand('role') },
  'token add': {
    root,
    summary: 'Make an API token; it is printed once',
    usage: `[NAME] ${role} [--owner NAME] [--capability ID …] [--expires 90d]`,
    load: loadTokenCommand('add'),
  },
  'token list': { root, summary: 'List API tokens', usage: '[--json]', load: loadTokenCommand('list') },
  'token revoke': { root, summary: 'End an API token at once', usage: 'ID', load: loadTokenCommand('revoke') },
  'audit verify': { root, summary: 'Check the whole audit', usage: '[--json]', load: loadAuditCommand('verify') },
  'audit list': {
    root,
    summary: 'Show the newest rows',
    usage: `${filters} [--limit 50] [--json]`,
    load: loadAuditCommand('list'),
  },
  'audit export': {
    root,
    summary: 'Write the audit to standard output',
    usage: `${filters} [--format jsonl|csv]`,
    load: loadAuditCommand('export'),
  },
  backup: {
    root,
    summary: 'Write everything into one file',
    usage: 'FILE [--with-key]',
    load: () => import('./cli.ts'),
  },
} as const satisfies Record<string, Command>
