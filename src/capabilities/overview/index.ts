import { defineCapability } from '../../core/capability.ts'
import { overviewErrors } from './errors.ts'
import { configSchema } from './schema.ts'

export const overview = defineCapability({
  id: 'overview',
  summary: 'The first page: what needs you, what is watched, what changed; search and the shift report',
  config: configSchema,
  errors: overviewErrors.rows,
  texts: {
    en: async () => (await import('./texts/en.ts')).en,
    ko: async () => (await import('./texts/ko.ts')).ko,
    ru: async () => (await import('./texts/ru.ts')).ru,
  },
  commands: {
    shift: {
      summary: 'Print the shift report: open findings, mutes, actions and changes since a time',
      usage: '[--since 8h|TIME] [--json]',
      root: true,
      load: () => import('./cli.ts'),
    },
  },
  migrations: async () => (await import('./migrations/list.ts')).migrations,
  server: () => import('./server.ts'),
})
