/**
 * The big captures of the benchmarks, always the same to the byte. `node bench/captures/make.ts mix` makes one and says where it is;
 * `node bench/captures/make.ts stream --bytes N` writes a capture of that size to standard output.
 */

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { MIXES, type MixName } from './mixes.ts'
import { type Made, writeMix, writeStream } from './write.ts'

const FOLDER = join(import.meta.dirname, '..', '.captures')

export interface BigCapture extends Made {
  readonly file: string
  readonly sha256: string
}

/** What the generator is made of: another one makes another file. */
function hashGenerator(): string {
  const hash = createHash('sha256')
  for (const name of ['random', 'octets', 'frame', 'dns', 'certificate', 'tls', 'http', 'quic', 'mixes', 'write'])
    hash.update(readFileSync(join(import.meta.dirname, `${name}.ts`)))
  return hash.digest('hex')
}

/** Made once, and again when the generator has changed. */
export async function makeCapture(name: MixName): Promise<BigCapture> {
  const file = join(FOLDER, `${name}.pcap`)
  const note = `${file}.json`
  const generator = hashGenerator()
  if (existsSync(file) && existsSync(note)) {
    const kept = JSON.parse(readFileSync(note, 'utf8')) as BigCapture & { readonly generator: string }
    if (kept.generator === generator && kept.bytes === statSync(file).size) return { ...kept, file }
  }
  mkdirSync(FOLDER, { recursive: true })
  const hash = createHash('sha256')
  const target = openSync(`${file}.part`, 'w')
  const made = await writeMix(MIXES[name], (piece) => {
    hash.update(piece)
    writeSync(target, piece)
  })
  closeSync(target)
  renameSync(`${file}.part`, file)
  const capture = { file, sha256: hash.digest('hex'), ...made }
  writeFileSync(note, `${JSON.stringify({ ...capture, file: `${name}.pcap`, generator }, null, 2)}\n`)
  return capture
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { bytes: { type: 'string', default: '4e9' }, mix: { type: 'string', default: 'mix' } },
    allowPositionals: true,
  })
  const isMix = (name: string | undefined): name is MixName => name !== undefined && name in MIXES
  const [what] = positionals
  if (isMix(what)) {
    process.stdout.write(`${JSON.stringify(await makeCapture(what), null, 2)}\n`)
  } else if (what === 'stream' && isMix(values.mix)) {
    // Whoever reads may have had enough.
    process.stdout.on('error', () => process.exit(0))
    await writeStream(MIXES[values.mix], Number(values.bytes), async (piece) => {
      if (!process.stdout.write(Buffer.from(piece))) await once(process.stdout, 'drain')
    })
  } else {
    process.stderr.write('usage: make.ts mix | make.ts small | make.ts stream [--bytes N] [--mix mix|small]\n')
    process.exitCode = 2
  }
}

if (import.meta.main) await main()
