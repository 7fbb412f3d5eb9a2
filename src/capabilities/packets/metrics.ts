import type { Metric } from '../../core/capability.ts'

export const packetsMetrics = {
  uploads: {
    kind: 'counter',
    unit: 'count',
    help: 'Captures that came in, by way and outcome',
    labels: ['way', 'outcome'],
  },
  received: { kind: 'counter', unit: 'bytes', help: 'Bytes of captures that came in' },
  packets: { kind: 'counter', unit: 'count', help: 'Packets analysed' },
  analysed: { kind: 'counter', unit: 'bytes', help: 'Bytes of captures analysed' },
  stage: {
    kind: 'histogram',
    unit: 'seconds',
    help: 'How long a capture spent in a stage; first-results: from its first byte to the first report',
    labels: ['stage'],
    buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200],
  },
  'queue.depth': { kind: 'gauge', unit: 'count', help: 'Jobs by state', labels: ['state'], history: true },
  'queue.age': { kind: 'gauge', unit: 'seconds', help: 'Age of the job that waits longest', history: true },
  outcomes: { kind: 'counter', unit: 'count', help: 'Analyses that ended, by outcome', labels: ['outcome'] },
} as const satisfies Readonly<Record<string, Metric>>
