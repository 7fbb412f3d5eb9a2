/** File handles of the whole machine from `/proc/sys/fs/file-nr`, proc_sys_fs(5). */
import { defineCollector } from './collector.ts'
import { parseNumbers } from './scan.ts'

export function parseOpenFiles(text: string): { used: number; max: number } | undefined {
  const [allocated, free, max] = parseNumbers(text, 0, text.length)
  if (allocated === undefined || free === undefined || max === undefined) return undefined
  return { used: Math.max(0, allocated - free), max }
}

export const openFiles = defineCollector<{ used: number; max: number }>({
  name: 'open-files',
  read: ({ roots, text }) => parseOpenFiles(text(`${roots.proc}/sys/fs/file-nr`) ?? ''),
  toVitals: (now) => ({ openFiles: now }),
})
