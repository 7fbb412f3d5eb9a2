import type { Metric } from '../../core/capability.ts'

export const processesMetrics = {
  total: {
    kind: 'gauge',
    unit: 'count',
    help: 'Processes, threads of the kernel left out',
    labels: ['verdict'],
    history: true,
  },
  'look.duration': {
    kind: 'gauge',
    unit: 'milliseconds',
    help: 'How long the last look at all processes took',
    history: true,
  },
  stopped: {
    kind: 'counter',
    unit: 'count',
    help: 'Stops that were asked for, by what came of them',
    labels: ['outcome'],
  },
  'automation.runs': {
    kind: 'counter',
    unit: 'count',
    help: 'What policies did by themselves, by what came of it',
    labels: ['outcome'],
  },
} as const satisfies Readonly<Record<string, Metric>>
