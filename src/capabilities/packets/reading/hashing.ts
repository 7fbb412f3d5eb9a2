/**
 * SHA-256 beside the analysis: what one thread has read, another one hashes, out of the same memory. Small files are hashed
 * where they are read: a thread takes longer to start.
 */
import { createHash } from 'node:crypto'
import { openThread } from '../../../core/threads.ts'

/** One read of a file; figures in bench/ say that neither smaller nor larger is faster. */
export const SLOT_BYTES = 2 * 1024 * 1024
const SLOTS = 4

/** Places of the control array. */
export const CONTROL = { filled: 0, hashed: 1, ended: 2, lengths: 3 } as const
export interface HashWork {
  readonly slots: SharedArrayBuffer
  readonly slotBytes: number
  readonly count: number
  /** `Int32Array`: slots filled so far, slots hashed so far, whether that is all, and the bytes in each slot. */
  readonly control: SharedArrayBuffer
}

export interface Hasher {
  /** The memory to read the next piece into; resolves once its last content has been hashed. */
  slot(): Promise<Uint8Array> | Uint8Array
  /** `length` bytes of the slot that `slot` gave are there. */
  filled(length: number): void
  /** Lower-case hex. */
  digest(): Promise<string>
  close(): void
}

/** Hashes as it is told, on this thread; two slots, so that one is read while the other one is used. */
export function createInlineHasher(slotBytes = SLOT_BYTES): Hasher {
  const hash = createHash('sha256')
  const slots = [new Uint8Array(slotBytes), new Uint8Array(slotBytes)] as const
  let given = 0
  return {
    slot: () => slots[given++ % 2] ?? slots[0],
    filled: (length) => {
      hash.update((slots[(given - 1) % 2] ?? slots[0]).subarray(0, length))
    },
    digest: async () => hash.digest('hex'),
    close: () => undefined,
  }
}

/** No hash at all, for whom it is known. */
export function createNoHasher(slotBytes = SLOT_BYTES): Hasher {
  const slots = [new Uint8Array(slotBytes), new Uint8Array(slotBytes)] as const
  let given = 0
  return {
    slot: () => slots[given++ % 2] ?? slots[0],
    filled: () => undefined,
    digest: async () => '',
    close: () => undefined,
  }
}

export function createThreadHasher(slotBytes = SLOT_BYTES): Hasher {
  const slots = new SharedArrayBuffer(SLOTS * slotBytes)
  const control = new Int32Array(new SharedArrayBuffer((CONTROL.lengths + SLOTS) * 4))
  const stop = new AbortController()
  let found: (hex: string) => void = () => undefined
  const hex = new Promise<string>((resolve) => {
    found = resolve
  })
  const work: HashWork = { slots, slotBytes, count: SLOTS, control: control.buffer }
  const thread = openThread<string>(import.meta.url, './hash-worker', work, {
    onMessage: (message) => found(message),
    signal: stop.signal,
  })
  let given = 0
  const room = async (): Promise<void> => {
    for (;;) {
      const hashed = Atomics.load(control, CONTROL.hashed)
      if (given - hashed < SLOTS) return
      const wait = Atomics.waitAsync(control, CONTROL.hashed, hashed)
      // A thread that died wakes nobody.
      if (wait.async) await Promise.race([wait.value, thread.ended])
    }
  }
  const take = () => new Uint8Array(slots, (given++ % SLOTS) * slotBytes, slotBytes)
  const tell = () => {
    Atomics.add(control, CONTROL.filled, 1)
    Atomics.notify(control, CONTROL.filled)
  }
  return {
    slot: () => (given - Atomics.load(control, CONTROL.hashed) < SLOTS ? take() : room().then(take)),
    filled(length) {
      Atomics.store(control, CONTROL.lengths + ((given - 1) % SLOTS), length)
      tell()
    },
    async digest() {
      Atomics.store(control, CONTROL.ended, 1)
      tell()
      return await Promise.race([hex, thread.ended.then(() => hex)])
    },
    close: () => stop.abort(new Error('not wanted any more')),
  }
}
