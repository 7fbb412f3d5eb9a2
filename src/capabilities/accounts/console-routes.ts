/** The console itself: what it stores, how it is set, what it does by itself, and a backup of it all. */
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { ServerContext } from '../../core/capability.ts'
import {
  type AccountsConfig,
  backupRequestSchema,
  type JobsView,
  jobsSchema,
  type SettingsView,
  type StorageView,
  settingsSchema,
  storageSchema,
} from './schema.ts'

/** Who looks at the storage sees it as it is; several who look at once share one count. */
const STORAGE_AGE_MS = 5_000

export function mountConsoleRoutes(
  plain: FastifyInstance,
  context: Pick<ServerContext<AccountsConfig>, 'config' | 'desk' | 'clock' | 'log'>,
): void {
  const scope = plain.withTypeProvider<TypeBoxTypeProvider>()
  const { clock, config, desk, log } = context

  scope.get(
    '/storage',
    {
      config: { access: { role: 'viewer' } },
      schema: { summary: 'Who uses what of the data folder', response: { 200: storageSchema } },
    },
    async () => (await desk.storage.report({ maxAgeMs: STORAGE_AGE_MS })) as StorageView,
  )
  scope.get(
    '/jobs',
    {
      config: { access: { role: 'viewer' } },
      schema: { summary: 'What the console does by itself', response: { 200: jobsSchema } },
    },
    async () => ({ jobs: [...desk.jobs.list()] }) as JobsView,
  )
  scope.get(
    '/settings',
    {
      config: { access: { role: 'admin' } },
      schema: {
        summary: 'Effective settings and where each comes from, secrets masked',
        response: { 200: settingsSchema },
      },
    },
    async () => ({ settings: [...desk.settings()] }) as SettingsView,
  )
  scope.post(
    '/backup',
    {
      config: { access: { role: 'admin', private: true, action: 'accounts.backup', long: true } },
      schema: {
        summary: 'A backup to keep, without keys',
        body: backupRequestSchema,
        produces: ['application/octet-stream'],
      },
    },
    async (request, reply) => {
      const day = new Date(clock.now()).toISOString().slice(0, 10)
      const name = `vedette-${day}.backup`
      const folder = await mkdtemp(join(config.backupFolder || tmpdir(), 'vedette-backup-'))
      const clear = () =>
        rm(folder, { recursive: true, force: true }).catch((error: unknown) =>
          log.warn({ err: error, folder }, 'a backup’s folder could not be removed'),
        )
      try {
        const file = join(folder, name)
        const { sizeBytes, tables } = await desk.storage.backup(file, { withKey: false })
        request.auditNote = { target: name, details: { sizeBytes, tables } }
        const stream = createReadStream(file)
        stream.once('close', clear)
        reply
          .type('application/octet-stream')
          .header('content-disposition', `attachment; filename="${name}"`)
          .header('content-length', sizeBytes)
        return reply.send(stream)
      } catch (error) {
        await clear()
        throw error
      }
    },
  )
}
