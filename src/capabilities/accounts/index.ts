import { defineCapability } from '../../core/capability.ts'
import { accountsCommands } from './commands.ts'
import { consoleRules } from './console-rules.ts'
import { accountsErrors } from './errors.ts'
import { configSchema } from './schema.ts'

export const accounts = defineCapability({
  id: 'accounts',
  summary: 'People, roles, API tokens, the audit, storage and backup',
  config: configSchema,
  errors: accountsErrors.rows,
  rules: consoleRules,
  texts: {
    en: async () => (await import('./texts/en.ts')).en,
    ko: async () => (await import('./texts/ko.ts')).ko,
    ru: async () => (await import('./texts/ru.ts')).ru,
  },
  commands: accountsCommands,
  server: () => import('./server.ts'),
})
