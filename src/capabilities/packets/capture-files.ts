/** Where the bytes of a capture lie, and that they are still those that were analysed. */
import { packetsErrors } from './errors.ts'
import type { CaptureFolder } from './folder.ts'
import type { Folders } from './intake/folders.ts'
import type { StoredCapture } from './queries/captures.ts'
import { type OpenedCapture, openCapture } from './reading/open-capture.ts'

export interface CaptureFile {
  /** Real, without links. */
  readonly path: string
  /** For words. */
  readonly name: string
  /** It lies in the console's own folder: nobody else changes it. */
  readonly isOurs: boolean
  readonly sizeBytes: number
  /** Of one that is not ours. */
  readonly mark?: string
}
export type CaptureFiles = ReturnType<typeof createCaptureFiles>

export function createCaptureFiles(folder: CaptureFolder, folders: Folders) {
  async function locate(capture: StoredCapture) {
    const { origin, place } = capture
    const isOurs = origin !== 'folder' || place === undefined
    const path = isOurs ? folder.fileOf(capture.id) : place
    const name = place ?? capture.name
    // The settings may have been changed since it was opened.
    if (!isOurs && !(await folders.allows(path))) throw packetsErrors['packets.path-outside']({ path })
    return { path, name, isOurs }
  }
  return {
    /** As it is now, changed or not. Rejects as `openCapture`. */
    async look(capture: StoredCapture): Promise<CaptureFile> {
      const file = await locate(capture)
      const { handle, sizeBytes, mark } = await openCapture(file.path, file)
      await handle.close()
      return { ...file, sizeBytes, ...(file.isOurs ? {} : { mark }) }
    },
    /** What was analysed and nothing else. Rejects as `openCapture`; close its handle. */
    async open(capture: StoredCapture): Promise<OpenedCapture & { readonly file: CaptureFile }> {
      const file = await locate(capture)
      const expected = file.isOurs ? undefined : capture.mark
      const opened = await openCapture(file.path, { name: file.name, mark: expected })
      const { sizeBytes, mark } = opened
      return { ...opened, file: { ...file, sizeBytes, ...(file.isOurs ? {} : { mark }) } }
    },
  }
}
