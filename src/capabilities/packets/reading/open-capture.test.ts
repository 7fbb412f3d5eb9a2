/** What others may do to a file in a folder of theirs between its choice and its opening, on real files. */
import { execFileSync, spawn } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCapture } from './open-capture.ts'

const BYTES = Buffer.from('a1b2c3d4 and more', 'latin1')
let folder: string
let file: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'vedette-open-')))
  file = join(folder, 'in', 'a.pcap')
  mkdirSync(join(folder, 'in'))
  writeFileSync(file, BYTES)
  writeFileSync(join(folder, 'secret'), 'not for you')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (path: string, mark?: string) => openCapture(path, { name: path, mark })
/** Its code, or what was read. */
async function outcome(path: string, mark?: string): Promise<string> {
  try {
    const { handle } = await open(path, mark)
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(100), 0, 100, 0)
    await handle.close()
    return buffer.toString('latin1', 0, bytesRead)
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}
async function markOf(path: string): Promise<string> {
  const { handle, mark } = await open(path)
  await handle.close()
  return mark
}

it('opens what lies there, and says its size', async () => {
  const { handle, sizeBytes } = await open(file)
  expect(sizeBytes).toBe(BYTES.length)
  expect((await handle.readFile()).equals(BYTES)).toBe(true)
  await handle.close()
})

describe('a file that has become something else', () => {
  it('a link is not followed', async () => {
    rmSync(file)
    symlinkSync(join(folder, 'secret'), file)
    expect(await outcome(file)).toBe('packets.path-outside')
  })
  it('nor is one in place of a folder above', async () => {
    mkdirSync(join(folder, 'elsewhere'))
    linkSync(join(folder, 'secret'), join(folder, 'elsewhere', 'a.pcap'))
    renameSync(join(folder, 'in'), join(folder, 'was'))
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'in'))
    expect(await outcome(file)).toBe('packets.path-outside')
  })
  it('a pipe, a socket, a device and a folder are refused at once', async () => {
    rmSync(file)
    execFileSync('mkfifo', [file])
    expect(await outcome(file)).toBe('packets.not-a-file')
    rmSync(file)
    const socket = createServer().listen(file)
    await new Promise((listening) => socket.once('listening', listening))
    expect(await outcome(file)).toBe('packets.not-a-file')
    socket.close()
    expect(await outcome('/dev/zero')).toBe('packets.not-a-file')
    expect(await outcome(join(folder, 'in'))).toBe('packets.not-a-file')
  })
  it('a file that is gone, or whose folder is, is gone', async () => {
    expect(await outcome(join(folder, 'in', 'b.pcap'))).toBe('packets.file-gone')
    expect(await outcome(join(file, 'b.pcap'))).toBe('packets.file-gone')
  })
  it('a loop of links does not hold anybody up', async () => {
    symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
    expect(await outcome(join(folder, 'loop', 'a.pcap'))).toBe('packets.path-outside')
  })
})

describe('a file that has changed', () => {
  it.each<[string, () => void]>([
    ['grown', () => appendFileSync(file, 'x')],
    ['of the same size', () => writeFileSync(file, Buffer.alloc(BYTES.length))],
    ['only touched', () => utimesSync(file, new Date(), new Date(Date.now() + 5000))],
  ])('%s is not taken for the old one', async (_, change) => {
    const mark = await markOf(file)
    expect(await outcome(file, mark)).toBe(BYTES.toString('latin1'))
    change()
    expect(await outcome(file, mark)).toBe('packets.file-changed')
    expect(await outcome(file)).not.toBe('packets.file-changed')
  })
})

it('leaves no descriptor open when it refuses', async () => {
  symlinkSync(file, join(folder, 'link'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const probe = () => {
    const fd = openSync(file, 'r')
    closeSync(fd)
    return fd
  }
  const before = probe()
  for (let round = 0; round < 50; round++)
    for (const path of [join(folder, 'link'), join(folder, 'pipe'), folder, '/dev/null']) await outcome(path)
  expect(probe()).toBe(before)
  expect(() => fstatSync(before)).toThrow('EBADF')
})

it('never hands out what is swapped in while it is opened, in thousands of tries', { timeout: 60_000 }, async () => {
  // Somebody puts a link to the secret, a pipe and the file itself in the same place, as fast as goes.
  const secret = join(folder, 'secret')
  const swap = `
    const fs = require('node:fs')
    const [file, ...places] = process.argv.slice(1)
    process.on('disconnect', () => process.exit())
    const turn = () => {
      for (let round = 0; round < 500; round++)
        for (const place of places) {
          fs.renameSync(place, file)
          fs.renameSync(file, place)
        }
      setImmediate(turn)
    }
    process.send('ready')
    turn()`
  const good = join(folder, 'good')
  const [pipe, link] = [join(folder, 'pipe'), join(folder, 'link')]
  writeFileSync(good, BYTES)
  execFileSync('mkfifo', [pipe])
  symlinkSync(secret, link)
  const swapper = spawn(process.execPath, ['-e', swap, file, good, pipe, link], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await new Promise((ready) => swapper.once('message', ready))
  const seen = new Map<string, number>()
  const untilMs = Date.now() + 8000
  for (let tries = 0; tries < 20_000 && Date.now() < untilMs; tries++) {
    const found = await outcome(file)
    seen.set(found, (seen.get(found) ?? 0) + 1)
  }
  swapper.disconnect()
  await new Promise((ended) => swapper.once('exit', ended))
  expect([...seen.keys()].sort()).not.toContain('not for you')
  // The attack was one: the good file was read, and the link and the pipe were met.
  expect(seen.get(BYTES.toString('latin1'))).toBeGreaterThan(0)
  expect(seen.get('packets.path-outside')).toBeGreaterThan(0)
  expect(seen.get('packets.not-a-file')).toBeGreaterThan(0)
  expect(statSync(secret).size).toBe(11)
})
