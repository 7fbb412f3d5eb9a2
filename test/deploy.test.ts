/** The examples in deploy/ are true: programs that read such files accept them, and every name they use exists. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { listSettings } from '../scripts/docs/source.ts'
import { capabilities } from '../src/capabilities.ts'
import { isMissing } from './parts/parts.ts'

const read = (name: string) => readFileSync(join('deploy', name), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'vedette-deploy-'))
const variables = listSettings().flatMap((setting) => setting.variables)

describe.skipIf(isMissing('systemd')).each(['vedette.service', 'vedette-worker.service'])('%s', (name) => {
  // The program itself is installed elsewhere; everything around it is checked as it stands.
  const unit = join(folder, name)
  writeFileSync(unit, read(name).replace('/usr/bin/env vedette', '/usr/bin/env true'))
  it('is understood by systemd, line by line', () => {
    const done = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
    expect([done.status, done.stderr]).toEqual([0, ''])
  })
  it('gives little away', () => {
    const done = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=25', unit], {
      encoding: 'utf8',
    })
    expect(done.status, done.stdout.split('\n').slice(-3).join('\n')).toBe(0)
  })
})

describe.skipIf(isMissing('nginx') || isMissing('openssl'))('nginx.conf', () => {
  it('is understood by nginx', () => {
    const key = join(folder, 'key.pem')
    const cert = join(folder, 'cert.pem')
    const subject = [
      '-subj',
      '/CN=vedette.example.org',
      '-days',
      '1',
      '-nodes',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
    ]
    expect(spawnSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert]).status).toBe(0)
    const site = read('nginx.conf')
      .replace('/etc/ssl/vedette/fullchain.pem', cert)
      .replace('/etc/ssl/vedette/privkey.pem', key)
      .replaceAll(/listen (\[::\]:)?(443|80)( ssl)?;/g, (_, six, port, ssl) =>
        six ? '' : `listen 127.0.0.1:${port === '443' ? 1443 : 1080}${ssl ?? ''};`,
      )
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    )
    const file = join(folder, 'nginx.conf')
    mkdirSync(join(folder, 'logs'), { recursive: true })
    writeFileSync(
      file,
      `pid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${paths.join('\n')}\n${site}}\n`,
    )
    const done = spawnSync('/usr/sbin/nginx', ['-t', '-q', '-p', folder, '-c', file], { encoding: 'utf8' })
    expect([done.status, done.stderr]).toEqual([0, ''])
  })
})

describe('compose.yaml', () => {
  const service = (parse(read('compose.yaml')) as { services: { vedette: Record<string, unknown> } }).services.vedette
  it('sets only settings that exist', () => {
    const named = Object.keys(service['environment'] as object)
    expect(named.filter((name) => !variables.includes(name))).toEqual([])
    expect(named.length).toBeGreaterThan(0)
  })
  it('stays on loopback and gives up every right', () => {
    expect(service).toMatchObject({ ports: ['127.0.0.1:8000:8000'], cap_drop: ['ALL'], read_only: true })
    expect(existsSync(join('deploy', '..', (service['build'] as { dockerfile: string }).dockerfile))).toBe(true)
  })
})

describe('compose-workers.yaml', () => {
  const { services, networks } = parse(read('compose-workers.yaml')) as {
    services: Record<'nats' | 'vedette' | 'worker', Record<string, unknown>>
    networks: Record<string, unknown>
  }
  it('sets only settings that exist', () => {
    const named = [services.vedette, services.worker].flatMap((one) => Object.keys(one['environment'] as object))
    expect(named).toEqual(['NATS_SERVER_URL', 'NATS_ADDR'])
    expect(named.filter((name) => !variables.includes(name))).toEqual([])
  })
  it('runs a command there is, and publishes nothing', () => {
    const [, id, command] = services.worker['command'] as string[]
    const found = capabilities.find((capability) => capability.id === id)
    expect(Object.keys(found?.commands ?? {})).toContain(command)
    expect([services.nats['ports'], services.worker['ports']]).toEqual([undefined, undefined])
    expect(networks['captures']).toEqual({ internal: true })
  })
})

describe.skipIf(isMissing('nats-server'))('nats.conf', () => {
  const check = (text: string) => {
    const file = join(folder, 'nats.conf')
    writeFileSync(file, text.replace('store_dir: /data', `store_dir: "${folder}/nats"`))
    return spawnSync('/usr/sbin/nats-server', ['-t', '-c', file], { encoding: 'utf8' })
  }
  const setting = '  sync_interval: always\n'
  it('is understood by NATS', () => {
    expect(read('nats.conf')).toContain(setting)
    const done = check(read('nats.conf').replace(setting, ''))
    expect(done.status, done.stderr).toBe(0)
  })
  it('has one line that NATS before 2.10 refuses, as it says', () => {
    const version = spawnSync('/usr/sbin/nats-server', ['--version'], { encoding: 'utf8' }).stdout
    const [, major = 0, minor = 0] = (/v(\d+)\.(\d+)/.exec(version) ?? []).map(Number)
    const isOld = major < 2 || (major === 2 && minor < 10)
    expect(check(read('nats.conf')).status).toBe(isOld ? 1 : 0)
  })
})

it('prometheus.yaml scrapes with a token', () => {
  const [job] = (parse(read('prometheus.yaml')) as { scrape_configs: Record<string, unknown>[] }).scrape_configs
  expect(job).toMatchObject({ job_name: 'vedette', authorization: { type: 'Bearer' } })
})
it('names every file it has', () => {
  const told = read('README.md')
  expect(readdirSync('deploy').filter((name) => name !== 'README.md' && !told.includes(`](${name})`))).toEqual([])
})
