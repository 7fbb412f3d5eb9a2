/**
 * Records the golden captures anew: `unshare -n node test/golden/record.ts [<name> …]` as root, in a network of its own, with tcpdump (and editcap, for keys).
 * Other bytes come out each time (ports, times, keys), so the JSON beside each is to be looked through again.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { MIXES } from '../../bench/captures/mixes.ts'
import { writeMix } from '../../bench/captures/write.ts'
import { TALKS, type Talk } from './talks.ts'
import { injectKeys } from './talks-with-keys.ts'

const GENERATED_BYTES = 60_000
const FOLDER = join('src', 'decoder', 'testdata')

async function record({ name, interface: device, filter, flags = [], speak }: Talk): Promise<void> {
  const file = join(FOLDER, `${name}.pcap`)
  const tcpdump = spawn(
    'tcpdump',
    ['-i', device, '-U', '--immediate-mode', '-Z', 'root', ...flags, '-w', file, filter],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  // It says "listening on …" once it does.
  await once(tcpdump.stderr, 'data')
  await wait(200)
  const keys = await speak()
  await wait(300)
  const ended = once(tcpdump, 'exit')
  tcpdump.kill('SIGINT')
  await ended
  const withKeys = typeof keys === 'string'
  if (withKeys) injectKeys(file, keys, `${file}ng`)
  process.stdout.write(`${withKeys ? `${file}ng` : file}\n`)
}

/** What no program here says: VLANs, other addresses, connections with losses. The same every time. */
async function generate(): Promise<void> {
  const pieces: Buffer[] = []
  const kinds = MIXES.mix.kinds.slice(0, 5).map((kind) => ({ ...kind, variants: 3 }))
  await writeMix({ sizeBytes: GENERATED_BYTES, kinds }, (piece) => {
    pieces.push(Buffer.from(piece))
  })
  writeFileSync(join(FOLDER, 'generated-mix.pcap'), Buffer.concat(pieces))
}

execFileSync('ip', ['link', 'set', 'lo', 'up'])
const wanted = process.argv.slice(2)
for (const talk of TALKS) if (wanted.length === 0 || wanted.includes(talk.name)) await record(talk)
await generate()
process.exit()
