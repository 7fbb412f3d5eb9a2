/** People, their sessions and API tokens, as `accounts` and the command line handle them (port; the work is in `auth/`). */
import type { Principal } from './capability.ts'
import type { Language, Role } from './schema.ts'

export const THEMES = ['auto', 'dark', 'light'] as const
export type Theme = (typeof THEMES)[number]

/** How one person likes to read. `auto` follows the browser or the machine. */
export interface Preferences {
  readonly language: Language | 'auto'
  /** IANA name, or `auto`. */
  readonly zone: string
  readonly theme: Theme
  readonly plainFont: boolean
}

export interface User {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly disabled: boolean
  readonly createdMs: number
  readonly lastSignInMs?: number
  readonly preferences: Preferences
}

export interface Session {
  /** Goes into the cookie; only its hash is kept. */
  readonly token: string
  readonly expiresMs: number
}
export interface SignedIn {
  readonly user: User
  readonly principal: Principal
  readonly session: Session
}

/** An API token, without the secret itself. */
export interface ApiToken {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Absent: every capability. */
  readonly capabilities?: readonly string[]
  /** Whose it is; absent when made on the command line. It never may more than its owner. */
  readonly ownerId?: string
  readonly ownerName?: string
  readonly createdMs: number
  /** Absent: until it is revoked. */
  readonly expiresMs?: number
  readonly lastUsedMs?: number
}
export interface NewToken {
  readonly name: string
  readonly role: Role
  readonly capabilities?: readonly string[]
  readonly expiresMs?: number
  readonly ownerId?: string
}

/** What a request brought along: the cookie's value, or the token after `Bearer `. */
export type Credential = { readonly session: string } | { readonly bearer: string }
export interface Authenticated {
  readonly principal: Principal
  /** Absent for a token without an owner. */
  readonly preferences?: Preferences
}

export interface AuthDesk {
  users(): Promise<readonly User[]>
  /** By id or by name; rejects with `auth.user-unknown`. */
  user(idOrName: string): Promise<User>
  addUser(user: { readonly name: string; readonly password: string; readonly role: Role }): Promise<User>
  /** Disabling ends the person's sessions at once. Rejects with `auth.last-admin` when nobody could administer any more. */
  updateUser(
    id: string,
    change: { readonly role?: Role; readonly disabled?: boolean; readonly password?: string },
  ): Promise<User>
  setPreferences(id: string, change: Partial<Preferences>): Promise<User>
  /** A person's own change: needs the present password and ends every other session. */
  changePassword(
    id: string,
    passwords: { readonly current: string; readonly next: string },
    keep?: Credential,
  ): Promise<void>

  /** Rejects with `auth.sign-in-wrong`, `auth.sign-in-throttled` (`waitSeconds`) or `auth.sign-in-busy`. */
  signIn(attempt: { readonly name: string; readonly password: string; readonly address: string }): Promise<SignedIn>
  signOut(session: string): Promise<void>
  /** Who this is now: nothing when unknown, expired, revoked or disabled. */
  authenticate(credential: Credential): Promise<Authenticated | undefined>

  /** All, or those of one owner. */
  tokens(ownerId?: string): Promise<readonly ApiToken[]>
  /** `secret` is shown once and never again. */
  addToken(token: NewToken): Promise<{ readonly token: ApiToken; readonly secret: string }>
  /** By id; rejects with `auth.token-unknown`. */
  revokeToken(id: string): Promise<ApiToken>

  /** False until there is an admin who may sign in. */
  hasAdmin(): Promise<boolean>
  /** A secret for the one-time link of the first start, or nothing once there is an admin; making one ends the one before. */
  makeFirstAdminSecret(): Promise<string | undefined>
  /** Turns the one-time link into the first admin, signed in; rejects with `auth.link-invalid`. */
  addFirstAdmin(attempt: {
    readonly secret: string
    readonly name: string
    readonly password: string
    readonly address: string
  }): Promise<SignedIn>

  /** Called when a principal (user or token id) lost its access or changed its role: open WebSockets must be closed. */
  onRevoked(listener: (principalId: string) => void): () => void
}
