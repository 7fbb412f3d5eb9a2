/** Frames of one conversation between a client and a server whose addresses are filled in later (`write.ts`). RFC 791, 8200, 768, 9293. */
import { join, u8, u16, u32 } from './octets.ts'
import type { Random } from './random.ts'

export interface Frame {
  readonly fromClient: boolean
  /** Since the conversation began. */
  readonly atUs: number
  /** From the Ethernet header on. */
  readonly bytes: Uint8Array
}
export interface Conversation {
  readonly family: 4 | 6
  readonly protocol: 6 | 17
  readonly frames: readonly Frame[]
}

export const CLIENT = { 4: u32(0x0a000001), 6: join(u32(0x20010db8), u32(0), u32(1), u32(0x0a000001)) } as const
export const SERVER = { 4: u32(0xc6120001), 6: join(u32(0x20010db8), u32(0), u32(2), u32(0xc6120001)) } as const
export const CLIENT_PORT = 40000
export const ETHERNET_LENGTH = 14
export const IP_LENGTH = { 4: 20, 6: 40 } as const

const NOTHING: Uint8Array = new Uint8Array()
const MSS = 1440
const FIN = 1
const SYN = 2
const RST = 4
const PUSH = 8
const ACK = 16
/** MSS, SACK permitted, timestamps, window scale. */
const SYN_OPTIONS = join(u8(2), u8(4), u16(MSS), u16(0x0402), u16(0x080a), u32(1), u32(0), u8(1), u8(3), u8(3), u8(7))

export function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}

function wrap(family: 4 | 6, protocol: 6 | 17, fromClient: boolean, segment: Uint8Array): Uint8Array {
  const [from, to] = fromClient ? [CLIENT[family], SERVER[family]] : [SERVER[family], CLIENT[family]]
  const pseudo = join(from, to, u32(segment.length), u32(protocol), segment)
  segment.set(u16(checksum(pseudo)), protocol === 6 ? 16 : 6)
  const [near, far] = [Uint8Array.of(2, 0, 0, 0, 0, 1), Uint8Array.of(2, 0, 0, 0, 0, 2)]
  const ethernet = join(...(fromClient ? [far, near] : [near, far]), u16(family === 4 ? 0x0800 : 0x86dd))
  if (family === 6) return join(ethernet, u32(0x60000000), u16(segment.length), u8(protocol), u8(64), from, to, segment)
  const header = join(
    u16(0x4500),
    u16(20 + segment.length),
    u16(0),
    u16(0x4000),
    u8(64),
    u8(protocol),
    u16(0),
    from,
    to,
  )
  header.set(u16(checksum(header)), 10)
  return join(ethernet, header, segment)
}

/** The talk of two over UDP: each says whole datagrams. */
export function createUdpTalk(random: Random, family: 4 | 6, serverPort: number) {
  const frames: Frame[] = []
  let atUs = 0
  const say = (fromClient: boolean, payload: Uint8Array, waitUs = random.between(300, 40_000)) => {
    atUs += frames.length === 0 ? 0 : waitUs
    const ports = fromClient ? [CLIENT_PORT, serverPort] : [serverPort, CLIENT_PORT]
    const datagram = join(...ports.map(u16), u16(8 + payload.length), u16(0), payload)
    frames.push({ fromClient, atUs, bytes: wrap(family, 17, fromClient, datagram) })
  }
  return { say, end: (): Conversation => ({ family, protocol: 17, frames }) }
}

/** The talk of two over TCP: cut into segments, acknowledged, and now and then lost or late on the way. */
export function createTcpTalk(random: Random, family: 4 | 6, serverPort: number) {
  const frames: Frame[] = []
  const rttUs = random.between(400, 60_000)
  let atUs = 0
  const next = { client: random.between(0, 0xffffffff), server: random.between(0, 0xffffffff) }
  const send = (fromClient: boolean, flags: number, payload = NOTHING, options = NOTHING) => {
    const [own, other] = fromClient ? (['client', 'server'] as const) : (['server', 'client'] as const)
    const ports = fromClient ? [CLIENT_PORT, serverPort] : [serverPort, CLIENT_PORT]
    const acknowledged = flags & ACK ? next[other] : 0
    const words = u16(((20 + options.length) << 10) | flags)
    const header = join(...ports.map(u16), u32(next[own]), u32(acknowledged), words, u16(0xfaf0), u32(0), options)
    const segment = join(header, payload)
    next[own] = (next[own] + payload.length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0
    frames.push({ fromClient, atUs, bytes: wrap(family, 6, fromClient, segment) })
    atUs += random.between(5, 60)
  }
  const travel = () => {
    atUs += Math.floor(rttUs / 2)
  }
  const hurt = () => {
    const last = frames.at(-1)
    const before = frames.at(-2)
    const chance = random.fraction()
    if (!last || !before) return
    if (chance < 0.006) {
      atUs += rttUs
      frames.push({ ...last, atUs })
    } else if (chance < 0.01 && before.fromClient === last.fromClient)
      frames.splice(-2, 2, { ...last, atUs: before.atUs }, { ...before, atUs: last.atUs })
  }
  return {
    open: () => {
      send(true, SYN, NOTHING, SYN_OPTIONS)
      travel()
      send(false, SYN | ACK, NOTHING, SYN_OPTIONS)
      travel()
      send(true, ACK)
    },
    /** One side says something, the other acknowledges every second segment, and the rest with what it says next. */
    say: (fromClient: boolean, payload: Uint8Array) => {
      travel()
      for (let at = 0, count = 1; at < payload.length; at += MSS, count++) {
        const isLast = at + MSS >= payload.length
        send(fromClient, isLast ? PUSH | ACK : ACK, payload.subarray(at, at + MSS))
        hurt()
        if (count % 2 === 0) send(!fromClient, ACK)
      }
    },
    close: () => {
      send(true, FIN | ACK)
      travel()
      send(false, FIN | ACK)
      travel()
      send(true, ACK)
    },
    refuse: () => {
      send(true, SYN, NOTHING, SYN_OPTIONS)
      travel()
      send(false, RST | ACK)
    },
    /** A SYN that nobody answers, sent again. */
    call: (times: number) => {
      for (let count = 0; count < times; count++) {
        next.client = 1_000_000
        send(true, SYN, NOTHING, SYN_OPTIONS)
        atUs += 1_000_000 << count
      }
    },
    end: (): Conversation => ({ family, protocol: 6, frames }),
  }
}
export type TcpTalk = ReturnType<typeof createTcpTalk>
