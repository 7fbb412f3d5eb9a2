/** `vedette packets analyze FILE --html OUT`: the page as a file, or on standard output for `-`. */
import { writeFile } from 'node:fs/promises'
import type { CommandIo } from '../../../core/capability.ts'
import { toVisible } from '../../../core/texts/visible.ts'
import { packetsErrors } from '../errors.ts'
import type { FileReport } from '../reading/analyse.ts'
import { writeHtml } from './html.ts'

export async function writeHtmlFile(io: CommandIo, file: string, name: string, report: FileReport): Promise<void> {
  const page = writeHtml({ name, report, language: io.language, say: io.say })
  if (file === '-') return io.out(page)
  try {
    await writeFile(file, page)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw packetsErrors['packets.report-unwritable']({ file, reason }, error)
  }
  io.out(io.say({ key: 'packets.html.written', params: { file: toVisible(file) } }))
  if (!report.complete) io.err(io.say({ key: 'packets.plain.stopped', params: { sizeBytes: report.file.sizeBytes } }))
}
