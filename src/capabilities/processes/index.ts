import { defineCapability } from '../../core/capability.ts'
import { automationErrors } from './automation/errors.ts'
import { automationRules } from './automation/findings.ts'
import { processesConfigSchema } from './config.ts'
import { processesErrors } from './errors.ts'
import { processesMetrics } from './metrics.ts'
import { processesRules } from './observe.ts'
import { policyErrors } from './policy/errors.ts'

export const processes = defineCapability({
  id: 'processes',
  summary: 'What runs here, why, whether it is dangerous, and stopping it safely',
  config: processesConfigSchema,
  environment: { MONGODB_URL: 'mongodbUrl', MONGODB_DB: 'mongodbDatabase' },
  errors: { ...processesErrors.rows, ...policyErrors.rows, ...automationErrors.rows },
  metrics: processesMetrics,
  rules: { ...processesRules, ...automationRules },
  topics: { 'processes.list': { role: 'viewer' } },
  texts: {
    en: async () => (await import('./texts/en.ts')).en,
    ko: async () => (await import('./texts/ko.ts')).ko,
    ru: async () => (await import('./texts/ru.ts')).ru,
  },
  migrations: async () => (await import('./migrations/list.ts')).migrations,
  commands: {
    '': {
      summary: 'List what runs on this machine, dangerous first; needs no running console',
      usage: '[--json]',
      load: () => import('./cli.ts'),
    },
    explain: {
      summary: 'Explain one process: what it is, why it runs, what breaks without it',
      usage: 'PID [--json]',
      load: async () => (await import('./cli.ts')).explainCommand,
    },
    stop: {
      summary: 'Show what stopping a process would do, and stop it',
      usage: 'PID [--dry-run] [--confirm NAME] [--no-evidence] [--json]',
      load: () => import('./cli-stop.ts'),
    },
  },
  server: () => import('./server.ts'),
  agent: () => import('./agent.ts'),
})
