/** Machines that captures are fetched from, with their secrets; and what is being fetched now. */
import { randomUUID } from 'node:crypto'
import { posix } from 'node:path'
import { VedetteError } from '../../../core/errors.ts'
import { packetsErrors } from '../errors.ts'
import type { StoredCapture } from '../queries/captures.ts'
import { createSitesStore } from '../queries/sites.ts'
import { toReason } from '../queue/engine.ts'
import type { QueueParts } from '../queue/parts.ts'
import type { Level, NewSite, PlaceList, Site } from '../schema.ts'
import { type Begin, type Intake, toCaptureName } from './intake.ts'
import { toLineReason } from './line-reason.ts'
import { readOverLines } from './over-lines.ts'
import type { SftpLine, SiteSecret } from './sftp.ts'

const SSH_PORT = 22
/** Why a fetch ended that nobody cancelled and nothing broke. */
const STOPPED = { key: 'packets.reason.fetch-stopped' }
const toSecretName = (id: string) => `packets.site.${id}`
const toPlace = ({ user, host }: Site, path: string) => `${user}@${host}:${path}`
/** Paths of a site begin with `/`. */
const toPath = (place: string) => place.slice(place.indexOf(':/') + 1)
const load = () => import('./sftp.ts')

export type Sites = ReturnType<typeof createSites>

export function createSites(parts: QueueParts, intake: Intake) {
  const { context, captures, folder, board, announce } = parts
  const { clock, secrets, log, config } = context
  const store = createSitesStore(context.db)
  const fetching = new Map<string, { readonly abort: AbortController; readonly ended: Promise<void> }>()

  async function need(id: string): Promise<Site> {
    const found = await store.get(id)
    if (!found) throw packetsErrors['packets.site-unknown']({ site: id })
    return found
  }
  async function readSecret(id: string): Promise<SiteSecret> {
    const secret = await secrets.get(toSecretName(id))
    if (secret === undefined) throw packetsErrors['packets.secret-missing']()
    return JSON.parse(secret) as SiteSecret
  }
  async function connect(id: string, signal?: AbortSignal): Promise<{ site: Site; line: SftpLine }> {
    const site = await need(id)
    const secret = await readSecret(id)
    return { site, line: await (await load()).openLine(site, secret, signal) }
  }
  function needPath(path: string): void {
    if (path.includes('\0')) throw packetsErrors['packets.path-outside']({ path })
  }

  /** It ended without its bytes: it stays, with the reason, and can be fetched again. */
  async function end(id: string, change: { state: 'failed' | 'cancelled'; reason?: ReturnType<typeof toReason> }) {
    intake.stopLookingAhead(id)
    await folder.remove(id)
    await captures.change(id, { reason: null, ...change })
    board.forget(id)
    await announce(id)
  }
  async function transfer(id: string, wanted: Begin, line: SftpLine, signal: AbortSignal): Promise<void> {
    const path = toPath(wanted.place ?? '')
    const retryMs = config.fetchRetrySeconds * 1000
    const file = await line.open(path, signal)
    await intake.check(file.sizeBytes)
    await captures.change(id, { sizeBytes: file.sizeBytes })
    board.note(id, { stage: 'arriving', sizeBytes: file.sizeBytes })
    const bytes = readOverLines({
      path,
      opened: { file, close: line.close },
      signal,
      retryMs,
      reopen: async () => {
        const { line: next } = await connect(wanted.site ?? '', signal)
        try {
          return { file: await next.open(path, signal), close: next.close }
        } catch (error) {
          next.close()
          throw error
        }
      },
      onBroken(error) {
        log.info({ err: error, capture: id }, 'a fetch broke off and is retried')
        const nowMs = clock.now()
        const { sinceMs, untilMs } = board.progress(id)?.retrying ?? { sinceMs: nowMs, untilMs: nowMs + retryMs }
        board.note(id, { retrying: { sinceMs, untilMs, reason: toLineReason(error) } })
      },
      onMended: () => board.resume(id),
    })
    await intake.fill(id, bytes, { ...wanted, sizeBytes: file.sizeBytes })
  }
  function begin(id: string, work: (signal: AbortSignal) => Promise<void>): void {
    const abort = new AbortController()
    const ended = work(abort.signal)
      .catch((error: unknown) => {
        const { reason } = abort.signal
        if (abort.signal.aborted && reason !== STOPPED) return end(id, { state: 'cancelled' })
        if (!(error instanceof VedetteError) && !abort.signal.aborted)
          log.warn({ err: error, capture: id }, 'a fetch failed')
        return end(id, { state: 'failed', reason: abort.signal.aborted ? STOPPED : toReason(error) })
      })
      .catch((error: unknown) => log.error({ err: error, capture: id }, 'the end of a fetch was not kept'))
      .finally(() => fetching.delete(id))
    fetching.set(id, { abort, ended })
  }

  return {
    list: store.list,
    need,
    readHostKey: async (host: string, port = SSH_PORT): Promise<string> => (await load()).readHostKey({ host, port }),
    /** Kept once its key is the one that was confirmed and it lets us in. */
    async add({ password, privateKey, passphrase, port = SSH_PORT, ...rest }: NewSite): Promise<Site> {
      if (!password && !privateKey) throw packetsErrors['packets.secret-missing']()
      const secret: SiteSecret = privateKey
        ? { privateKey, ...(passphrase ? { passphrase } : {}) }
        : { password: password ?? '' }
      const site: Site = { ...rest, port, id: randomUUID() }
      const line = await (await load()).openLine(site, secret)
      line.close()
      await secrets.put(toSecretName(site.id), JSON.stringify(secret))
      await store.add(site)
      return site
    },
    /** Captures that came from it stay. */
    async remove(id: string): Promise<Site> {
      const site = await need(id)
      await store.remove(id)
      await secrets.delete(toSecretName(id))
      return site
    },
    /** Its line is closed as soon as the signal says that nobody waits any more. */
    async read(id: string, path: string, find: string, signal: AbortSignal): Promise<PlaceList> {
      needPath(path)
      const { line } = await connect(id, signal)
      try {
        return await line.list(path, find, signal)
      } finally {
        line.close()
      }
    },
    /** Resolves with the capture as soon as its bytes may come: what would refuse them has been asked. */
    async fetch(id: string, path: string, wanted: { level: Level; by: string }): Promise<string> {
      needPath(path)
      const { site, line } = await connect(id)
      try {
        const real = posix.resolve('/', path)
        const { sizeBytes } = await line.open(real)
        await intake.check(sizeBytes)
        const facts = {
          ...wanted,
          name: toCaptureName(real),
          origin: 'site',
          place: toPlace(site, real),
          site: id,
        } as const
        const capture = await intake.begin({ ...facts, sizeBytes })
        begin(capture, (signal) => transfer(capture, facts, line, signal).finally(line.close))
        return capture
      } catch (error) {
        line.close()
        throw error
      }
    },
    /** One that ended without its bytes, from its beginning. */
    async again(found: StoredCapture, level: Level): Promise<void> {
      const { id, name, origin, by, place = '', site = '' } = found
      if (fetching.has(id)) throw packetsErrors['packets.not-settled']()
      await need(site)
      await captures.change(id, { state: 'arriving', reason: null, level })
      board.note(id, { stage: 'arriving' })
      begin(id, async (signal) => {
        const { line } = await connect(site, signal)
        await transfer(id, { name, origin, by, level, place, site }, line, signal).finally(line.close)
      })
      await announce(id)
    },
    /** False when it is not being fetched. */
    async cancel(id: string): Promise<boolean> {
      const found = fetching.get(id)
      found?.abort.abort(new Error('cancelled'))
      await found?.ended
      return found !== undefined
    },
    /** Of the console before this one: nobody fetches them any more. */
    stopped: (id: string) => end(id, { state: 'failed', reason: STOPPED }),
    async stop(): Promise<void> {
      for (const { abort } of fetching.values()) abort.abort(STOPPED)
      await Promise.all([...fetching.values()].map(({ ended }) => ended))
    },
  }
}
