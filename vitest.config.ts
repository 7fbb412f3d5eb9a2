import { configDefaults, defineConfig } from 'vitest/config'
import { ON_REQUEST } from './test/parts/parts.ts'

const unregistered = ON_REQUEST.filter(({ variable }) => !process.env[variable]).map(({ files }) => files)
/** What computes and does nothing else: no process, no thread, no server, no setting of the environment, no folder they share. */
const PLAIN = ['src/decoder/**/*.test.ts', 'src/**/web/**/*.test.ts', 'web/**/*.test.ts']
/** Builds the pages, with an environment of its own. */
const BUILDS = 'web/size.test.ts'

/** Many wait for processes, disks and clocks: vitest's own choice leaves a core idle, one of two on a small machine. */
const quick = { testTimeout: 20_000, maxWorkers: '100%' }

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...quick,
          name: 'plain',
          include: PLAIN,
          exclude: [...configDefaults.exclude, ...unregistered, BUILDS],
          // A process for each file, and the decoder read anew in it, takes three times as long as the tests themselves.
          isolate: false,
        },
      },
      {
        test: {
          ...quick,
          name: 'unit',
          include: ['src/**/*.test.ts', BUILDS, 'test/*.test.ts'],
          exclude: [...configDefaults.exclude, ...unregistered, ...PLAIN.filter((files) => files.startsWith('src/'))],
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
