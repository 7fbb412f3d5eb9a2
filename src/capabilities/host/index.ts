import { defineCapability } from '../../core/capability.ts'
import { hostConfigSchema } from './config.ts'
import { hostErrors } from './errors.ts'
import { hostMetrics } from './metrics.ts'
import { hostRules } from './rules/list.ts'

export const host = defineCapability({
  id: 'host',
  summary: 'A machine’s vitals, services and logs: now, over two years, and in words',
  config: hostConfigSchema,
  errors: hostErrors.rows,
  metrics: hostMetrics,
  rules: hostRules,
  topics: {
    'host.vitals': { role: 'viewer' },
    'host.services': { role: 'viewer' },
    'host.log': { role: 'viewer' },
    'host.private-log': { role: 'operator', private: true },
  },
  texts: {
    en: async () => (await import('./texts/en.ts')).en,
    ko: async () => (await import('./texts/ko.ts')).ko,
    ru: async () => (await import('./texts/ru.ts')).ru,
  },
  commands: {
    '': {
      summary: 'Show this machine: vitals, disks, network, services; needs no running console',
      usage: '[--json] [--watch]',
      load: () => import('./cli.ts'),
    },
  },
  server: () => import('./server.ts'),
  agent: () => import('./agent.ts'),
})
