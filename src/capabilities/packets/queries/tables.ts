/** The tables of `packets`. Times are microseconds UTC. */
import type { CaptureOrigin, CaptureState, Compression, JobState, Level } from '../schema.ts'

export interface CapturesTable {
  id: string
  name: string
  origin: CaptureOrigin
  place: string | null
  site: string | null
  state: CaptureState
  size_bytes: number | null
  compression: Compression
  sha256: string | null
  duplicate_of: string | null
  added_by: string
  added_us: number
  done_us: number | null
  level: Level
  keep: number
  reason: string | null
  summary: string | null
  file_mark: string | null
}
interface NotesTable {
  id: string
  capture: string
  at_us: number
  written_by: string
  words: string
}
export interface PacketsTables {
  packets_captures: CapturesTable
  packets_reports: { capture: string; fence: number; report: string }
  packets_notes: NotesTable
  packets_jobs: {
    id: string
    capture: string | null
    state: JobState
    level: Level
    attempts: number
    fence: number
    owner: string | null
    lease_until_us: number
    added_us: number
    started_us: number | null
    ended_us: number | null
    reason: string | null
    raw: string | null
    file_mark: string | null
  }
  packets_sites: { id: string; name: string; host: string; port: number; login: string; host_key: string }
}

/** Of a job nobody has begun. */
export const FRESH_JOB = {
  attempts: 0,
  fence: 0,
  owner: null,
  lease_until_us: 0,
  started_us: null,
  ended_us: null,
  reason: null,
  raw: null,
  file_mark: null,
} as const
