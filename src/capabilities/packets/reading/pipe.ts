/**
 * A pipe, a socket or a terminal, read as it comes. Nobody waits inside of the system for what may never come: there no signal
 * is heard, and no process can end.
 */
import { Socket } from 'node:net'
import { isatty, ReadStream } from 'node:tty'

/** As much as Linux keeps in a pipe. */
const PIECE_BYTES = 64 * 1024
const NOTHING = new Uint8Array()

export const isTerminal = isatty

export interface Pipe {
  /** Bytes put into `into`; 0 at the end. Rejects with what the system says. */
  read(into: Uint8Array): Promise<number>
  /** The end has come, whatever is still to come. Closes the descriptor. */
  stop(): void
}

/** The descriptor must not block (O_NONBLOCK) or be one that the system does not wait for to open: that of standard input. */
export function openPipe(fd: number): Pipe {
  let held: Uint8Array = NOTHING
  let ended = false
  let failure: Error | undefined
  let wake: () => void = () => undefined
  /** Whoever gives waits until it is asked for more. */
  const take = (piece: Uint8Array) => {
    held = piece
    wake()
    return false
  }
  const stream = isatty(fd) ? openTerminal(fd, take) : openSocket(fd, take)
  stream
    .once('end', () => {
      ended = true
      wake()
    })
    .once('error', (error) => {
      failure = error
      wake()
    })
  return {
    async read(into) {
      while (held.length === 0) {
        if (failure) throw failure
        if (ended) return 0
        const woken = new Promise<void>((resolve) => {
          wake = resolve
        })
        stream.resume()
        await woken
      }
      const length = Math.min(held.length, into.length)
      into.set(held.subarray(0, length))
      held = held.subarray(length)
      return length
    },
    stop() {
      ended = true
      held = NOTHING
      stream.destroy()
      wake()
    },
  }
}

type Take = (piece: Uint8Array) => boolean

function openSocket(fd: number, take: Take): Socket {
  const callback = (length: number, buffer: Uint8Array) => take(buffer.subarray(0, length))
  return new Socket({ fd, readable: true, writable: false, onread: { buffer: new Uint8Array(PIECE_BYTES), callback } })
}

function openTerminal(fd: number, take: Take): Socket {
  const terminal: Socket = new ReadStream(fd)
  return terminal.on('data', (piece: Uint8Array) => {
    terminal.pause()
    take(piece)
  })
}
