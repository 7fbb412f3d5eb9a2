import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { ON_REQUEST } from './test/parts/parts.ts'

const unregistered = ON_REQUEST.filter(({ variable }) => !process.env[variable]).map(({ files }) => files)
/** What computes and does nothing else: no process, no thread, no server, no setting of the environment, no folder they share. */
const PLAIN = [
  'src/decoder/**/*.test.ts',
  'src/**/{web,rules,catalog,explain,top,collectors}/**/*.test.ts',
  'src/core/texts/**/*.test.ts',
  'src/core/findings/{hysteresis,quiet,replay}.test.ts',
  'src/core/{live,metrics}.test.ts',
  'src/capabilities/host/services/{idle,plan,processes,units}.test.ts',
  'src/capabilities/processes/policy/{decide,import,list,names,path-glob,policy-texts}.test.ts',
  'src/capabilities/*/{console-rules,history,hosts,pace,search,trend,verdict}.test.ts',
  'web/**/*.test.ts',
]
/** Builds the pages, with an environment of its own. */
const BUILDS = 'web/size.test.ts'
/** Within so many seconds, say these: never more than two of them run at once. Others wait for as long as it takes. */
const TIMED = ['console', 'fresh-clone', 'host-systemd', 'packets-intake', 'pages', 'processes-many'].map(
  (name) => `test/e2e/${name}.test.ts`,
)
/** What takes longest begins first, so that nothing waits for it alone in the end; on a fresh clone nobody knows, and the largest file would. */
const LONGEST = [
  'test/decoder-fuzz.captures.test.ts',
  'src/capabilities/processes/server-policies.test.ts',
  'test/e2e/packets-nats.test.ts',
  'test/e2e/wine.test.ts',
  'test/e2e/package.test.ts',
  'test/e2e/pages.test.ts',
  'test/e2e/fresh-clone.test.ts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const found = LONGEST.findIndex((file) => moduleId.endsWith(`/${file}`))
      return found < 0 ? LONGEST.length : found
    }
    const sorted = await super.sort(files)
    const projects = [...new Set(sorted.map(({ project }) => project.name))]
    return projects.flatMap((name) =>
      sorted.filter(({ project }) => project.name === name).sort((a, b) => rank(a) - rank(b)),
    )
  }
}

/** What is polled for without a limit has the time of its test, where vitest would give a second: too little on a busy machine. */
const pollFor = (timeout: number) => ({ expect: { poll: { timeout } } })
/**
 * Many wait for processes, disks and clocks: vitest's own choice leaves a core idle, one of two on a small machine. What is set up
 * and taken away, as a PostgreSQL of 48 databases, is not what is tested, and may take its time.
 */
const quick = { testTimeout: 20_000, hookTimeout: 60_000, maxWorkers: '100%', ...pollFor(15_000) }
/** Real servers and a real browser: slow machines are given time. */
const slow = { testTimeout: 120_000, hookTimeout: 300_000, globalSetup: 'test/e2e/setup.ts' }

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
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
          ...slow,
          ...pollFor(30_000),
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...TIMED],
          // They wait for servers, pages and each other's ends: two leave a third of two cores idle.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...slow,
          name: 'e2e-timed',
          include: TIMED,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
