/** SHA-256 of a whole file, beside everything else that goes on. */
import { closeSync, openSync } from 'node:fs'
import { readChunks } from './chunks.ts'
import { createThreadHasher } from './hashing.ts'

/** Lower-case hex. */
export async function hashFile(path: string): Promise<string> {
  const fd = openSync(path, 'r')
  const hasher = createThreadHasher()
  try {
    const chunks = readChunks({ fd }, hasher)
    while (!(await chunks.next()).done);
    return await hasher.digest()
  } finally {
    hasher.close()
    closeSync(fd)
  }
}
