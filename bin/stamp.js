/** Whether files are as they were: by their times and sizes, which is quicker than to read them. Plain JavaScript: see vedette.js. */
import { readFileSync, statSync } from 'node:fs'

/** `[path from the root, time in ms, bytes]`. */
export function toRow(root, path) {
  // `join` takes twice as long as the look itself, and there are a thousand.
  const { mtimeMs, size } = statSync(`${root}/${path}`)
  return [path, mtimeMs, size]
}

/** Throws where one is gone. */
export const areUnchanged = (root, rows) =>
  rows.every(([path, mtimeMs, size]) => {
    const [, mtimeNowMs, sizeNow] = toRow(root, path)
    return mtimeNowMs === mtimeMs && sizeNow === size
  })

/** True when every file of the rows in the file `stamp` is as it was then; false, too, when there is no such file. */
export function isUnchanged(root, stamp) {
  try {
    return areUnchanged(root, JSON.parse(readFileSync(stamp, 'utf8')))
  } catch {
    return false
  }
}
