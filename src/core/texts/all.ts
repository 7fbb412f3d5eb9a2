/** Every sentence of core, by language: one row a part. */
import type { Language } from '../schema.ts'
import { auditTexts } from './audit.ts'
import { authTexts } from './auth.ts'
import { busTexts } from './bus.ts'
import { coreTexts } from './core.ts'
import { findingsTexts } from './findings.ts'
import { httpTexts } from './http.ts'
import { linkTexts } from './link.ts'
import type { TextTable } from './render.ts'
import { storeTexts } from './store.ts'

export const coreTextParts = [
  coreTexts,
  linkTexts,
  busTexts,
  storeTexts,
  httpTexts,
  authTexts,
  auditTexts,
  findingsTexts,
] as const satisfies readonly Readonly<Record<Language, TextTable>>[]
