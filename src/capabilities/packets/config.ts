/** Settings of `packets`. */
import { type Static, Type } from 'typebox'
import { ROLES } from '../../core/schema.ts'

const whole = (preset: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: preset, minimum, maximum, description })

export const packetsConfigSchema = Type.Object({
  folder: Type.String({ default: '', description: 'Folder that keeps captures; empty: packets in the data folder' }),
  maxFileBytes: whole(0, 0, Number.MAX_SAFE_INTEGER, 'Largest capture taken, in bytes; 0: no limit'),
  maxUnpackedBytes: whole(
    0,
    0,
    Number.MAX_SAFE_INTEGER,
    'Most bytes a compressed capture may unpack to; 0: 1,000 times its size and at least 1 GB',
  ),
  folders: Type.Array(Type.String({ form: 'folder' }), {
    default: [],
    description: 'Folders of this machine, by their absolute paths, whose captures may be opened where they lie',
  }),
  retentionDays: whole(30, 0, 3660, 'Days after which captures are deleted with their reports; 0: never'),
  uploadHours: whole(24, 1, 720, 'Hours after which an upload that was broken off is given up'),
  fetchRetrySeconds: whole(
    300,
    0,
    86_400,
    'Seconds for which a broken connection is retried before a fetch over SFTP fails; 0: not at all',
  ),
  threads: whole(0, 0, 64, 'Captures analysed at a time on this machine; 0: one for each core but one'),
  attempts: whole(3, 1, 20, 'How often an analysis is begun before its capture becomes a dead letter'),
  stallSeconds: whole(60, 5, 3600, 'Seconds without a word from an analysis after which it is begun anew'),
  payloadRole: Type.Enum(ROLES, {
    default: 'operator',
    description: 'Least role that may see what packets carry and take captures away',
  }),
})
export type PacketsConfig = Static<typeof packetsConfigSchema>
