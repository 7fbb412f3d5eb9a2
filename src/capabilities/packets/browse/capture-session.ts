/**
 * One open capture: its index and the filters that run or ran over it. Whoever asks waits a little; a filter nobody has asked
 * about for a while stands still and goes on where it was.
 */
import { fstatSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { PacketIndex } from '../../../decoder/browse/packet-index.ts'
import { toMark } from '../reading/open-capture.ts'
import { CapturePass } from './capture-pass.ts'
import { needFilter } from './filter-errors.ts'

/** After the last question a filter runs on for so long. */
const WANTED_MS = 3000
/** A bit a packet each: 13 MB for ten million packets and ten filters. */
const MOST_SCANS = 10

export interface Scan {
  readonly filter: string
  readonly pass: CapturePass
  wantedUntilMs: number
}
interface Waiter {
  readonly scan: Scan
  readonly isReady: () => boolean
  readonly resolve: () => void
}

export class CaptureSession {
  readonly fd: number
  readonly sizeBytes: number
  readonly index: PacketIndex
  /** Absent: none is kept. */
  readonly #indexPath: string | undefined
  readonly #identity: string
  readonly #scans = new Map<string, Scan>()
  readonly #waiters = new Set<Waiter>()
  #isSaved: boolean
  #isRunning = false

  /** The descriptor stays its opener's. */
  constructor(fd: number, indexPath?: string) {
    this.fd = fd
    const facts = fstatSync(this.fd, { bigint: true })
    this.sizeBytes = Number(facts.size)
    this.#identity = toMark(facts)
    this.#indexPath = indexPath
    const kept = indexPath === undefined ? undefined : readIndex(indexPath, this.#identity)
    this.#isSaved = kept !== undefined
    this.index = kept ?? new PacketIndex()
  }

  close(): void {
    this.#scans.clear()
    for (const waiter of this.#waiters) waiter.resolve()
  }

  /** The pass of a filter; '' just sees what is there. Throws `packets.filter-…`. */
  scan(filter: string): Scan {
    const known = this.#scans.get(filter)
    if (known) {
      // Newest last: the oldest is forgotten first.
      this.#scans.delete(filter)
      this.#scans.set(filter, known)
      return known
    }
    const compiled = filter === '' ? undefined : needFilter(filter)
    const scan: Scan = { filter, pass: new CapturePass(this.fd, this.index, compiled), wantedUntilMs: 0 }
    this.#scans.set(filter, scan)
    for (const [name, old] of this.#scans) {
      if (this.#scans.size <= MOST_SCANS) break
      if (old.wantedUntilMs < performance.now() && old !== scan) this.#scans.delete(name)
    }
    return scan
  }

  isComplete({ filter, pass }: Scan): boolean {
    return filter === '' ? this.index.complete : pass.done
  }

  /** Lets the scan run until `isReady`, its end, `waitMs` or `signal`. */
  async until(scan: Scan, isReady: () => boolean, waitMs: number, signal: AbortSignal): Promise<void> {
    if (isReady() || this.isComplete(scan) || signal.aborted) return
    scan.wantedUntilMs = performance.now() + waitMs + WANTED_MS
    const readiness = this.#waitFor(scan, isReady, waitMs, signal)
    void this.#run()
    await readiness
  }

  #waitFor(scan: Scan, isReady: () => boolean, waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', giveUp)
        this.#waiters.delete(waiter)
        resolve()
      }
      const giveUp = () => {
        end()
        // When nobody else waits for it, it stands still at once.
        if (![...this.#waiters].some((other) => other.scan === scan)) scan.wantedUntilMs = 0
      }
      const timer = setTimeout(end, waitMs)
      const waiter: Waiter = { scan, isReady, resolve: end }
      this.#waiters.add(waiter)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  /** One chunk of each wanted scan in turn, with an ear for questions in between. */
  async #run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      for (let wanted = this.#wanted(); wanted.length > 0; wanted = this.#wanted()) {
        for (const scan of wanted) scan.pass.step()
        this.#save()
        for (const waiter of this.#waiters) {
          if (waiter.isReady() || this.isComplete(waiter.scan)) waiter.resolve()
        }
        await new Promise((resolve) => setImmediate(resolve))
      }
    } finally {
      this.#isRunning = false
    }
  }
  #wanted(): Scan[] {
    const nowMs = performance.now()
    return [...this.#scans.values()].filter((scan) => scan.wantedUntilMs > nowMs && !this.isComplete(scan))
  }

  /** Beside the capture; where that cannot be written, the next session makes it anew. */
  #save(): void {
    const path = this.#indexPath
    if (this.#isSaved || path === undefined || !this.index.complete) return
    this.#isSaved = true
    try {
      const fresh = `${path}.${process.pid}`
      writeFileSync(fresh, this.index.encode(this.#identity), { mode: 0o600 })
      renameSync(fresh, path)
    } catch {
      this.#isSaved = true
    }
  }
}

function readIndex(path: string, identity: string): PacketIndex | undefined {
  try {
    return PacketIndex.decode(readFileSync(path), identity)
  } catch {
    return undefined
  }
}
