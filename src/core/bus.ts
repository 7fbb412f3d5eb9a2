/** Work and files shared with other machines (port; the adapter is in `bus/`). Every call waits while no server answers. */

/** One message of a queue, handed to one taker at a time until it says `done`. */
export interface Delivery {
  readonly data: Uint8Array
  /** Still being worked on: say it more often than every `takeAfterMs` or another taker gets the message too. */
  working(): void
  /** Resolves once the server has noted it: the message is not handed out again. */
  done(): Promise<void>
  /** Another taker, or this one, gets it after `delayMs`. */
  giveBack(delayMs: number): void
}

export interface TakeOptions {
  /** How long a taker may be silent before its message goes to another one. */
  readonly takeAfterMs: number
  /** Messages handled at a time. */
  readonly most: number
  readonly signal: AbortSignal
}

export interface Bus {
  /** Whether a server answers now. */
  readonly connected: boolean
  /** Of the server that answers, for the log: `127.0.0.1:4222`. */
  readonly address: string
  /**
   * Resolves once the queue keeps the message, through restarts and elections of servers; a second message of the same `id`
   * within two minutes changes nothing. `queue` and `id` are words without dots and spaces.
   */
  send(queue: string, id: string, data: Uint8Array, signal?: AbortSignal): Promise<void>
  /** Takes back what nobody has taken yet. */
  withdraw(queue: string, id: string): Promise<void>
  /** Messages of a queue that wait or are being handled. */
  count(queue: string): Promise<number>
  /** Handles messages until the signal; a handler that rejects gives its message back. Resolves when the last handler is done. */
  take(queue: string, handle: (delivery: Delivery) => Promise<void>, options: TakeOptions): Promise<void>
  /** Said once to whoever listens now; nothing is kept. */
  tell(subject: string, data: Uint8Array): void
  listen(subject: string, hear: (data: Uint8Array) => void): () => void
  /** A number under a name, from 0; resolves with it after it has grown by `by`, wherever else it grows at the same time. */
  add(name: string, by: number): Promise<number>
  forget(name: string): Promise<void>
  /** Files. Resolves once all of it is kept; it can be read from anywhere. `open` is called again for another try. */
  put(name: string, open: () => AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>
  /** `undefined` when there is none of this name. Ends with an error when it arrives damaged. */
  get(name: string): Promise<AsyncIterable<Uint8Array> | undefined>
  has(name: string): Promise<boolean>
  remove(name: string): Promise<void>
  close(): Promise<void>
}
