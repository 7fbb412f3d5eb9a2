import { defineCapability } from '../../core/capability.ts'
import { findingsErrors } from './errors.ts'
import { configSchema } from './schema.ts'

export const findings = defineCapability({
  id: 'findings',
  summary: 'What rules found: worst first, with evidence, next step, and what people said about it',
  config: configSchema,
  errors: findingsErrors.rows,
  metrics: {
    open: { kind: 'gauge', unit: 'count', help: 'Open findings that need someone', labels: ['severity'] },
    quiet: { kind: 'gauge', unit: 'count', help: 'Open findings that need nobody, by reason', labels: ['reason'] },
    raised: { kind: 'counter', unit: 'count', help: 'Findings that rose' },
    cleared: { kind: 'counter', unit: 'count', help: 'Findings that cleared' },
  },
  topics: { 'findings.changed': { role: 'viewer' } },
  texts: {
    en: async () => (await import('./texts/en.ts')).en,
    ko: async () => (await import('./texts/ko.ts')).ko,
    ru: async () => (await import('./texts/ru.ts')).ru,
  },
  commands: {
    '': {
      summary: 'List open findings, worst first',
      usage: '[--all] [--json]',
      load: () => import('./cli.ts'),
    },
    show: {
      summary: 'Show one finding with its evidence and history',
      usage: 'ID|KEY [--json]',
      load: () => import('./cli-show.ts'),
    },
  },
  server: () => import('./server.ts'),
})
