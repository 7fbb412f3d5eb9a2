import { defineCapability } from '../../core/capability.ts'
import { packetsTexts } from './all-texts.ts'
import { packetsConfigSchema } from './config.ts'
import { packetsErrors } from './errors.ts'
import { packetsMetrics } from './metrics.ts'

export const packets = defineCapability({
  id: 'packets',
  summary: 'Any capture, explained: upload, analysis, history',
  config: packetsConfigSchema,
  environment: { MAX_FILE_SIZE: 'maxFileBytes' },
  errors: packetsErrors.rows,
  metrics: packetsMetrics,
  topics: { 'packets.captures': { role: 'viewer' }, 'packets.progress': { role: 'viewer' } },
  texts: packetsTexts,
  migrations: async () => (await import('./migrations/list.ts')).migrations,
  commands: {
    analyze: {
      summary:
        'Explain captures; - is standard input. Ends with 1 when a file is damaged, with 2 when it is no capture',
      usage: 'FILE… [--level flows|full] [--filter EXPR] [--json | --html OUT] [--no-hash] [--schema]',
      load: () => import('./cli.ts'),
    },
    export: {
      summary: 'Write the packets a filter keeps into a capture of their own; - is standard input',
      usage: 'FILE EXPR -w OUT',
      load: () => import('./cli-export.ts'),
    },
    worker: {
      summary: 'Analyse captures for consoles that share the NATS server of NATS_ADDR; any number, on any machines',
      usage: '[--name NAME] [--threads N]',
      load: () => import('./cli-worker.ts'),
    },
  },
  server: () => import('./server.ts'),
})
