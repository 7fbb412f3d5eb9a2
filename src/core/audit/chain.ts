/** The chain: each row's MAC (HMAC-SHA-256, RFC 2104) covers everything in it and the MAC of the row before. */
import { createHmac } from 'node:crypto'

/** A row as it stands in the table; text exactly as it was when its MAC was made. */
export interface StoredRow {
  seq: number
  at_us: number
  who_kind: string
  who_id: string
  who_name: string
  who_role: string
  came_from: string
  host: string
  action: string
  target: string
  /** JSON */
  plan: string | null
  outcome: string
  /** JSON */
  details: string | null
  /** Which key made the MAC: rows of an older key are told apart from changed ones. */
  key_id: string
  previous_mac: string
  mac: string
}
export interface AuditTables {
  core_audit: StoredRow
  core_audit_turn: { id: number; last_seq: number }
}

/** The first row of a new key: its MAC vouches that the rows before it were another key's when that key came. */
export const KEY_CHANGED = 'audit.key-changed'

/** What stands in for the MAC before the first row. */
export const CHAIN_START = '0'.repeat(64)

export const toKeyId = (key: Buffer) => createHmac('sha256', key).update('vedette audit key').digest('hex').slice(0, 16)

export function toMac(key: Buffer, row: Omit<StoredRow, 'mac'>): string {
  const covered = [
    row.previous_mac,
    Number(row.seq),
    Number(row.at_us),
    row.who_kind,
    row.who_id,
    row.who_name,
    row.who_role,
    row.came_from,
    row.host,
    row.action,
    row.target,
    row.plan,
    row.outcome,
    row.details,
    row.key_id,
  ]
  return createHmac('sha256', key).update(JSON.stringify(covered)).digest('hex')
}
