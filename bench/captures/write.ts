/** Writes a mix as a pcap file, or as a stream that goes on: every conversation between other addresses, frames in the order of time. */
import { CLIENT, CLIENT_PORT, type Conversation, ETHERNET_LENGTH, IP_LENGTH, SERVER } from './frame.ts'
import { createPool, type Mix } from './mixes.ts'
import { createRandom, type Random } from './random.ts'

export const SEED = 20240607
const RECORD_LENGTH = 16
const BATCH_US = 600e6
const VLAN_SHARE = 0.05
const START_S = 1_717_700_000
const PIECE = 8 << 20
/** Of frames in one batch; time and place share the 53 bits of a number. */
const PLACES = 2 ** 23

interface Instance {
  readonly conversation: Conversation
  readonly startUs: number
  readonly client: number
  readonly server: number
  readonly port: number
  /** 0: no tag */
  readonly vlan: number
  /** What the other addresses and the other port add to the checksums. */
  readonly ipDelta: number
  readonly transportDelta: number
}

const at16 = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
/** RFC 1624: the sum of the new words and of the complements of the old ones. */
const replace32 = (old: Uint8Array, value: number) => {
  const last = old.length - 4
  return 2 * 0xffff - at16(old, last) - at16(old, last + 2) + (value >>> 16) + (value & 0xffff)
}

function planOne(conversation: Conversation, random: Random): Instance {
  const client = (0x0a000000 | random.between(1, 60_000)) >>> 0
  const server = (0xc6120000 | random.between(0, 0x1ffff)) >>> 0
  const port = random.between(1024, 65_023)
  const { family } = conversation
  const ipDelta = replace32(CLIENT[family], client) + replace32(SERVER[family], server)
  const vlan = random.fraction() < VLAN_SHARE ? random.between(1, 40) : 0
  const startUs = Math.floor(random.fraction() * BATCH_US)
  const transportDelta = ipDelta + 0xffff - CLIENT_PORT + port
  return { conversation, startUs, client, server, port, vlan, ipDelta, transportDelta }
}

function plan(draw: (random: Random) => Conversation, random: Random, sizeBytes: number) {
  const instances: Instance[] = []
  let frames = 0
  for (let bytes = 0; bytes < sizeBytes; ) {
    const instance = planOne(draw(random), random)
    instances.push(instance)
    frames += instance.conversation.frames.length
    for (const frame of instance.conversation.frames)
      bytes += RECORD_LENGTH + frame.bytes.length + (instance.vlan ? 4 : 0)
  }
  if (frames > PLACES) throw new Error(`${frames} frames are more than a batch may have`)
  const order = new Float64Array(frames)
  const whose = new Uint32Array(frames)
  const which = new Uint32Array(frames)
  let place = 0
  for (const [index, { conversation, startUs }] of instances.entries()) {
    for (const [number, frame] of conversation.frames.entries()) {
      whose[place] = index
      which[place] = number
      order[place] = (startUs + frame.atUs) * PLACES + place
      place++
    }
  }
  return { instances, order: order.sort(), whose, which }
}

const fileHeader = () => Buffer.from('d4c3b2a1020004000000000000000000000004000100' + '0000', 'hex')

function fixChecksum(bytes: Buffer, at: number, delta: number): void {
  let sum = (~bytes.readUInt16BE(at) & 0xffff) + delta
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  bytes.writeUInt16BE(~sum & 0xffff, at)
}

function writeFrame(piece: Buffer, start: number, instance: Instance, frameIndex: number, timeUs: number): number {
  const { conversation, client, server, port, vlan, ipDelta, transportDelta } = instance
  const frame = conversation.frames[frameIndex]
  if (!frame) throw new Error('a frame that is not there')
  const tag = vlan ? 4 : 0
  const length = frame.bytes.length + tag
  piece.writeUInt32LE(START_S + Math.floor(timeUs / 1e6), start)
  piece.writeUInt32LE(timeUs % 1e6, start + 4)
  piece.writeUInt32LE(length, start + 8)
  piece.writeUInt32LE(length, start + 12)
  const at = start + RECORD_LENGTH
  piece.set(frame.bytes, at + tag)
  if (tag) {
    piece.set(frame.bytes.subarray(0, 12), at)
    piece.writeUInt32BE((0x8100_0000 | vlan) >>> 0, at + 12)
  }
  const ip = at + tag + ETHERNET_LENGTH
  const transport = ip + IP_LENGTH[conversation.family]
  // The addresses stand last in the header, and what differs stands last in an address.
  piece.writeUInt32BE(frame.fromClient ? server : client, transport - 4)
  piece.writeUInt32BE(frame.fromClient ? client : server, transport - (conversation.family === 4 ? 8 : 20))
  piece.writeUInt16BE(port, transport + (frame.fromClient ? 0 : 2))
  if (conversation.family === 4) fixChecksum(piece, ip + 10, ipDelta)
  fixChecksum(piece, transport + (conversation.protocol === 6 ? 16 : 6), transportDelta)
  return at + length
}

export interface Made {
  readonly bytes: number
  readonly packets: number
  readonly conversations: number
}

/** `write` gets pieces of at most 8 MB, each only good until it has returned. */
async function writeBatch(
  draw: (random: Random) => Conversation,
  random: Random,
  batch: { readonly sizeBytes: number; readonly startUs: number },
  write: (piece: Uint8Array) => void | Promise<void>,
): Promise<Made> {
  const { instances, order, whose, which } = plan(draw, random, batch.sizeBytes)
  const piece = Buffer.allocUnsafe(PIECE)
  let used = 0
  let bytes = 0
  for (const key of order) {
    const place = key % PLACES
    const instance = instances[whose[place] ?? 0]
    if (!instance) throw new Error('a conversation that is not there')
    if (used > PIECE - 0x10000) {
      await write(piece.subarray(0, used))
      used = 0
    }
    const end = writeFrame(piece, used, instance, which[place] ?? 0, batch.startUs + Math.floor(key / PLACES))
    bytes += end - used
    used = end
  }
  await write(piece.subarray(0, used))
  return { bytes, packets: order.length, conversations: instances.length }
}

/** One file of the mix's own size. */
export async function writeMix(mix: Mix, write: (piece: Uint8Array) => void | Promise<void>): Promise<Made> {
  await write(fileHeader())
  const pool = createPool(mix, SEED)
  const made = await writeBatch(pool.draw, createRandom(SEED + 1), { sizeBytes: mix.sizeBytes, startUs: 0 }, write)
  return { ...made, bytes: made.bytes + 24 }
}

/** Ten minutes after ten minutes of the mix, new conversations each time, until so much is written. */
export async function writeStream(
  mix: Mix,
  sizeBytes: number,
  write: (piece: Uint8Array) => void | Promise<void>,
): Promise<Made> {
  await write(fileHeader())
  const pool = createPool(mix, SEED)
  let [bytes, packets, conversations] = [24, 0, 0]
  for (let batch = 0; bytes < sizeBytes; batch++) {
    const part = { sizeBytes: Math.min(2e8, sizeBytes - bytes), startUs: batch * BATCH_US }
    const made = await writeBatch(pool.draw, createRandom(SEED + 1 + batch), part, write)
    bytes += made.bytes
    packets += made.packets
    conversations += made.conversations
  }
  return { bytes, packets, conversations }
}
