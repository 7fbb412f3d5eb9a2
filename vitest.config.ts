import { configDefaults, defineConfig } from 'vitest/config'
import { ON_REQUEST } from './test/parts/parts.ts'

const unregistered = ON_REQUEST.filter(({ variable }) => !process.env[variable]).map(({ files }) => files)

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'web/**/*.test.ts', 'test/*.test.ts'],
          exclude: [...configDefaults.exclude, ...unregistered],
          testTimeout: 20_000,
          // Many of them wait for processes, disks and clocks: vitest's own choice leaves a core idle, one of two on a small machine.
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/e2e/setup.ts',
          // Real servers and a real browser: slow machines are given time, and never more than two run at once.
          testTimeout: 120_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
