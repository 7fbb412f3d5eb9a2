/** Blocks of pcapng files for tests (draft-ietf-opsawg-pcapng), in either byte order. */
import { type Bytes, join } from './capture.ts'

const padded = (bytes: Uint8Array): Bytes => join(bytes, new Uint8Array(-bytes.length & 3))

export function pcapng(littleEndian: boolean) {
  const number = (bytes: 2 | 4 | 8, value: number | bigint): Bytes => {
    const view = new DataView(new ArrayBuffer(bytes))
    if (bytes === 2) view.setUint16(0, Number(value), littleEndian)
    else if (bytes === 4) view.setUint32(0, Number(value), littleEndian)
    else view.setBigInt64(0, BigInt.asIntN(64, BigInt(value)), littleEndian)
    return new Uint8Array(view.buffer)
  }
  const n2 = (value: number) => number(2, value)
  const n4 = (value: number) => number(4, value)
  const block = (type: number, ...parts: readonly Uint8Array[]) => {
    const body = padded(join(...parts))
    const length = n4(12 + body.length)
    return join(n4(type), length, body, length)
  }
  const option = (code: number, value: Uint8Array) => join(n2(code), n2(value.length), padded(value))
  /** Two halves of 32 bits, the upper one first. */
  const ticks64 = (ticks: bigint) => join(n4(Number(ticks >> 32n)), n4(Number(ticks & 0xffff_ffffn)))
  return {
    number,
    option,
    block,
    section: (...options: readonly Uint8Array[]) =>
      block(0x0a0d0d0a, n4(0x1a2b3c4d), n2(1), n2(0), number(8, -1), ...options),
    interface: (linkType: number, snapLength: number, ...options: readonly Uint8Array[]) =>
      block(1, n2(linkType), n2(0), n4(snapLength), ...options),
    enhanced: (port: number, ticks: bigint, bytes: Uint8Array, wire: number, ...options: readonly Uint8Array[]) =>
      block(6, n4(port), ticks64(ticks), n4(bytes.length), n4(wire), padded(bytes), ...options),
    old: (port: number, ticks: bigint, bytes: Uint8Array, wire: number) =>
      block(2, n2(port), n2(0), ticks64(ticks), n4(bytes.length), n4(wire), padded(bytes)),
    simple: (wire: number, bytes: Uint8Array) => block(3, n4(wire), bytes),
    names: (...records: readonly Uint8Array[]) => block(4, ...records),
    statistics: (port: number, ...options: readonly Uint8Array[]) => block(5, n4(port), n4(0), n4(0), ...options),
  }
}
