/** What became of uploads whose last byte is here, for as long as one that broke off may be gone on with: a file for each. */
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'

const finishedSchema = Type.Object({
  capture: Type.String(),
  duplicate: Type.Boolean(),
  sizeBytes: Type.Integer({ minimum: 0 }),
  /** Who sent it: nobody else is told. */
  by: Type.String(),
})
export type FinishedUpload = Static<typeof finishedSchema>

const ENDING = '.done'
const ID = /^[\da-f-]{36}$/

export function createFinished(folder: string) {
  const fileOf = (id: string) => join(folder, `${id}${ENDING}`)
  return {
    keep: (id: string, upload: FinishedUpload) => writeFile(fileOf(id), JSON.stringify(upload), { mode: 0o600 }),
    /** Nothing, too, when what is there cannot be read. */
    async read(id: string): Promise<FinishedUpload | undefined> {
      if (!ID.test(id)) return undefined
      try {
        const value: unknown = JSON.parse(await readFile(fileOf(id), 'utf8'))
        return Check(finishedSchema, value) ? value : undefined
      } catch {
        return undefined
      }
    },
    /** Those from before then. */
    async forget(beforeMs: number): Promise<void> {
      for (const name of await readdir(folder)) {
        if (!name.endsWith(ENDING)) continue
        const file = join(folder, name)
        const found = await stat(file).catch(() => undefined)
        if (found && found.mtimeMs < beforeMs) await rm(file, { force: true })
      }
    },
  }
}
