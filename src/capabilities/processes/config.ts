/** Settings of `processes`, the same on the console and on an agent. */
import { type Static, Type } from 'typebox'

const text = (preset: string, description: string) => Type.String({ default: preset, description })
const whole = (preset: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: preset, minimum, maximum, description })

export const processesConfigSchema = Type.Object({
  everyMs: whole(20_000, 2000, 600_000, 'Milliseconds between two looks at all processes while nobody watches'),
  watchedEveryMs: whole(2000, 500, 60_000, 'Milliseconds between two looks at all processes while somebody watches'),
  stopWaitMs: whole(5000, 100, 120_000, 'How long a process asked to stop may take before it is stopped hard'),
  evidenceMegabytes: whole(256, 1, 10_000, 'Largest copy of an executable kept as evidence, in megabytes'),
  evidenceKept: whole(20, 1, 1000, 'How many bundles of evidence are kept; the oldest goes first'),
  automationStopsPerHour: whole(3, 0, 1000, 'How many processes policies may stop by themselves in any hour'),
  mongodbUrl: text('', 'Keeps policies in this MongoDB, so that one of them governs many consoles'),
  mongodbDatabase: text(
    '',
    'Name of the MongoDB database that holds the policies; else the one in its address, else vedette',
  ),
  procRoot: text('/proc', 'Where /proc of the watched machine is mounted'),
  etcRoot: text('/etc', 'Where /etc of the watched machine is mounted'),
  runRoot: text('/run', 'Where /run of the watched machine is mounted'),
  filesRoot: text('', 'Put before the paths of unit files and of the package database'),
})
export type ProcessesConfig = Static<typeof processesConfigSchema>

export const toRoots = ({ procRoot, etcRoot, runRoot }: ProcessesConfig) => ({
  proc: procRoot,
  etc: etcRoot,
  run: runRoot,
})
