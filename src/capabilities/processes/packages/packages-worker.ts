/** Asks the package database in a thread of its own: it is megabytes of text. */
import { parentPort, workerData } from 'node:worker_threads'
import { readDpkgOwners } from './dpkg.ts'
import { readRpmOwners } from './rpm.ts'

export interface PackagesRequest {
  readonly root: string
  readonly paths: readonly string[]
}
/** `undefined`: this machine has no package database we can read. */
export type PackagesAnswer = ReadonlyMap<string, string> | undefined

const { root, paths } = workerData as PackagesRequest
const answer: PackagesAnswer = readDpkgOwners(root, paths) ?? readRpmOwners(root, paths)
parentPort?.postMessage(answer)
