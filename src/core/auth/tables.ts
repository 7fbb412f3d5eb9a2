/** Rows of people, sessions, tokens and the link of the first start. Secrets are kept as SHA-256, passwords as argon2id. */
import type { Role } from '../schema.ts'

export interface UserRow {
  id: string
  name: string
  /** The name as it is compared: NFKC, lower case. */
  name_key: string
  role: Role
  /** PHC string. */
  password: string
  disabled: number
  created_us: number
  last_sign_in_us: number | null
  language: string
  zone: string
  theme: string
  plain_font: number
}
interface SessionRow {
  hash: string
  user_id: string
  created_us: number
  last_seen_us: number
  expires_us: number
}
export interface TokenRow {
  id: string
  name: string
  hash: string
  role: Role
  /** JSON array; null: every capability. */
  capabilities: string | null
  owner_id: string | null
  created_us: number
  expires_us: number | null
  last_used_us: number | null
}
export interface AuthTables {
  core_users: UserRow
  core_sessions: SessionRow
  core_tokens: TokenRow
  core_first_admin: { hash: string; expires_us: number }
}
