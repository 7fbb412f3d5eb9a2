/** The package as it is published: packed, installed in an empty folder, and run from `.js`. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildWeb, isWebFresh } from '../../scripts/web.mjs'
import { freshFolder, makeAdmin, type RunningConsole, runCommand, startConsole } from './console.ts'

const folder = freshFolder('package')
const SMALL = 'src/decoder/testdata/dns-udp-and-tcp.pcap'
const installed = join(folder, 'node_modules', 'vedette')
const program = join(installed, 'bin', 'vedette.js')
const manifest = () => JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, unknown>

function run(command: string, args: readonly string[], cwd: string) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 240_000 })
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.stdout}${done.stderr}`)
  return done.stdout
}

beforeAll(async () => {
  if (!isWebFresh(process.cwd())) expect(await buildWeb(process.cwd(), process.execPath)).toBeUndefined()
  const built = run(process.execPath, ['scripts/build.ts'], process.cwd()).trim()
  const tarball = run('npm', ['pack', '--silent', '--pack-destination', folder], built).trim()
  writeFileSync(join(folder, 'package.json'), '{"name":"empty","private":true}')
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts', join(folder, tarball)],
    folder,
  )
})

describe('the installed package', () => {
  it('is plain JavaScript that depends on no tool of ours', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => /\.tsx?$|\.test\.|testdata/.test(file))).toEqual([])
    expect(files).toContain(join('dist', 'web', 'index.html'))
    const { folder: bundle } = JSON.parse(readFileSync(join(installed, 'dist', 'bundle', 'newest.json'), 'utf8')) as {
      folder: string
    }
    const workers = files
      .filter((file) => file.startsWith('src') && file.endsWith('-worker.js'))
      .map((file) => basename(file))
    expect(workers.length).toBeGreaterThan(5)
    for (const name of ['cli.js', 'LICENSES.md', ...workers])
      expect(files).toContain(join('dist', 'bundle', bundle, name))
    expect(Object.keys(manifest())).not.toEqual(expect.arrayContaining(['devDependencies']))
    expect(Object.keys((manifest()['optionalDependencies'] as object | undefined) ?? {})).toEqual([])
    expect(readdirSync(join(folder, 'node_modules', '.bin'))).toContain('vedette')
  })
  it('runs commands', () => {
    const version = runCommand(['--version'], { program })
    expect([version.status, version.stdout.trim(), version.stderr]).toEqual([0, manifest()['version'], ''])
    const host = runCommand(['host', '--json', '--data', freshFolder()], { program })
    expect([host.status, host.stderr]).toEqual([0, ''])
    expect(JSON.parse(host.stdout)).toMatchObject({ vitals: { uptimeSeconds: expect.any(Number) } })
  })
  it('explains a capture by its bundle, and hashes a large one in a thread', () => {
    const [header, packet] = [readFileSync(SMALL).subarray(0, 24), readFileSync(SMALL).subarray(24)]
    const large = join(folder, 'large.pcap')
    writeFileSync(large, Buffer.concat([header, ...Array(Math.ceil(33e6 / packet.length)).fill(packet)]))
    const done = runCommand(['packets', 'analyze', large, '--json'], { program })
    expect([done.status, done.stderr]).toEqual([0, ''])
    const sha256 = createHash('sha256').update(readFileSync(large)).digest('hex')
    expect(JSON.parse(done.stdout)).toMatchObject({ file: { sha256 }, packets: expect.any(Number) })
    // Anything set means the settings, and so the long way: the answer is the same.
    const long = runCommand(['packets', 'analyze', large, '--json'], { program, env: { VEDETTE_LOG_LEVEL: 'warn' } })
    expect([long.status, long.stdout]).toEqual([0, done.stdout])
  })
  it('says so on a Node that is too old', () => {
    const old = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.11.0'}})`
    const done = spawnSync(process.execPath, ['--import', old, program, '--version'], { encoding: 'utf8' })
    expect([done.status, done.stdout, done.stderr]).toEqual([1, '', expect.stringContaining('needs Node 24 or newer')])
  })
})

describe('the installed console', () => {
  let running: RunningConsole
  afterAll(() => running.stop())

  it('starts, serves its pages, and runs a worker thread and a reader from .js', async () => {
    const logs = freshFolder('logs')
    writeFileSync(join(logs, 'app.log'), 'one\nneedle here\nthree\n')
    running = await startConsole({ program, env: { VEDETTE_HOST_LOG_ROOTS: logs } })
    const page = await fetch(`${running.url}/`, { headers: { accept: 'text/html' } })
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="root">')])
    const admin = await makeAdmin(running)
    const sources = await admin.ask('GET', '/api/host/local/logs')
    expect(sources).toMatchObject({ status: 200 })
    const found = await admin.ask(
      'GET',
      `/api/host/local/logs/search?source=${encodeURIComponent(join(logs, 'app.log'))}&q=needle`,
    )
    expect([found.status, JSON.stringify(found.body)]).toEqual([200, expect.stringContaining('needle here')])
  })
})
