import { evidence, type RiskRule } from './rule.ts'

const HIGH_PERCENT = 20

export const highMemoryUsage: RiskRule = {
  risk: 'HIGH_MEMORY_USAGE',
  judge: ({ facts }) =>
    facts.memoryPercent < HIGH_PERCENT
      ? []
      : [
          {
            severity: 'info',
            why: 'high',
            params: { percent: facts.memoryPercent, bytes: facts.memoryBytes },
            evidence: [
              evidence('memory', facts.memoryPercent, 'percent'),
              evidence('memory', facts.memoryBytes, 'bytes'),
            ],
          },
        ],
}
