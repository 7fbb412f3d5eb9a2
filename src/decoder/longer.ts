type Numbers = Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

/** The same numbers with room for more behind them, all zero. */
export function longer<T extends Numbers>(array: T, length: number): T {
  const room = new (array.constructor as new (length: number) => T)(length)
  room.set(array)
  return room
}
