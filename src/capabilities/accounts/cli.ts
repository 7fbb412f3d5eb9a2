/** `vedette backup FILE [--with-key]` */
import { resolve } from 'node:path'
import type { CommandIo } from '../../core/capability.ts'
import { parseWords } from '../../core/command-words.ts'
import { recorded, withCore } from './cli-words.ts'

export async function main(io: CommandIo): Promise<number> {
  const options = { 'with-key': { type: 'boolean', default: false } } as const
  const { values, words } = parseWords(io.args, 'backup', { words: ['FILE'], options })
  const file = resolve(words[0] ?? '')
  const withKey = values['with-key']
  return withCore(io, async (core) => {
    const act = { action: 'accounts.backup', target: file, details: { withKey } }
    const { sizeBytes, tables } = await recorded(core, act, () => core.desk.storage.backup(file, { withKey }))
    io.out(io.say({ key: 'accounts.ui.backup-written', params: { file, sizeBytes, count: tables } }))
    io.out(io.say({ key: withKey ? 'accounts.ui.backup-with-key' : 'accounts.ui.backup-without-key' }))
    return 0
  })
}
