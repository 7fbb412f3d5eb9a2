/** Where the program itself lies. */
import { existsSync, readFileSync } from 'node:fs'

/** Up from this module, which lies in `src/core/` or in a bundle, to the manifest. */
function findRoot(): URL {
  let folder = new URL('.', import.meta.url)
  while (!existsSync(new URL('package.json', folder))) {
    const above = new URL('..', folder)
    if (above.href === folder.href) throw new Error(`no package.json above ${import.meta.url}`)
    folder = above
  }
  return folder
}
const root = findRoot()

/** Address of what lies at `path` from the folder of package.json. */
export const programUrl = (path: string): URL => new URL(path, root)

/** Of this program, as package.json says it. */
export const { version } = JSON.parse(readFileSync(programUrl('package.json'), 'utf8')) as { readonly version: string }
