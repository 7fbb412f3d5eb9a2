/** Applications that send passwords in the clear, and who reads whose they are. One row an application. */
import type { ProtocolName } from '../protocols.ts'
import type { CredentialReader } from './credential.ts'
import { readFtpCredential } from './ftp.ts'
import { readImapCredential } from './imap.ts'
import { readPopCredential } from './pop.ts'
import { readSmtpCredential } from './smtp.ts'

export const CREDENTIAL_READERS: Partial<Record<ProtocolName, CredentialReader>> = {
  ftp: readFtpCredential,
  imap: readImapCredential,
  pop: readPopCredential,
  smtp: readSmtpCredential,
}
