/**
 * Seeing what packets carry is a right of its own: payload may hold passwords and letters. The setting `payloadRole` says who has
 * it; every use is on record.
 */
import type { FastifyRequest } from 'fastify'
import type { Access, Principal } from '../../core/capability.ts'
import { ROLES } from '../../core/schema.ts'
import type { PacketsConfig } from './config.ts'
import { packetsErrors } from './errors.ts'

export const maySeePayload = ({ role }: Principal, { payloadRole }: Pick<PacketsConfig, 'payloadRole'>): boolean =>
  ROLES.indexOf(role) >= ROLES.indexOf(payloadRole)

/** A route that shows payload says this in its `config`, and asks `needPayload` first. */
export const payloadAccess: { readonly access: Access } = {
  access: { role: 'viewer', private: true, action: 'packets.payload' },
}

/** Rejects with `packets.payload-forbidden`; the row in the audit names the capture, whether it was allowed or not. */
export function needPayload(
  request: FastifyRequest,
  config: Pick<PacketsConfig, 'payloadRole'>,
  capture: { readonly id: string; readonly name: string },
): void {
  request.auditNote = { action: 'packets.payload', target: `${capture.name} (${capture.id})` }
  if (!maySeePayload(request.principal, config))
    throw packetsErrors['packets.payload-forbidden']({ role: config.payloadRole })
}
