/** Layout of a flow's record, 64 bytes: one line of the processor's cache. The end with the smaller address (then port) is A, so that both directions have one key. */

export const A_ADDRESS = 0
export const B_ADDRESS = 4
/** A's port in the upper half, B's in the lower. */
export const PORTS = 8
/** IP protocol, version << 8, and `HAS_PORTS`; `B_BEGAN` is no part of the key. */
export const KIND = 12
export const CONTEXT = 16
export const A_PACKETS = 20
export const B_PACKETS = 24
/** Free for whoever follows this flow: an index of its own, plus one. */
export const FOLLOWED = 28
export const A_BYTES = 32
export const B_BYTES = 40
export const FIRST = 48
export const LAST = 56
export const RECORD_BYTES = 64

export const HAS_PORTS = 0x1_0000
export const B_BEGAN = 0x2_0000
export const KEY_MASK = 0x1_ffff
