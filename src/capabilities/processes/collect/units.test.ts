import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { createFakeClock } from '../../../core/clock.ts'
import { createUnits, parseUnit } from './units.ts'

const root = mkdtempSync(join(tmpdir(), 'vedette-units-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const put = (path: string, text = '') => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
put('/usr/lib/systemd/system/web.service', '[Unit]\nDescription=Web \\\n server\n[Service]\nRestart=on-failure\n')
put('/etc/systemd/system/multi-user.target.wants/web.service')
put('/etc/systemd/system/web.service.d/10-restart.conf', '[Service]\nRestart=always\n')
put('/usr/lib/systemd/system/app.service', '[Unit]\nRequires=db.service web.service\n')
put('/usr/lib/systemd/system/other.service', '[Unit]\nWants=web.service\n')
put('/usr/lib/systemd/system/web.socket', '[Socket]\nListenStream=80\n')
put('/etc/systemd/system/sockets.target.wants/web.socket')
put('/usr/lib/systemd/system/idle.socket', '[Socket]\nService=web.service\n')
put('/usr/lib/systemd/system/pg@.service', '[Unit]\nDescription=Cluster %i\n[Service]\nRestart=no\n')
put('/etc/systemd/system/web2.service', '[Unit]\nDescription=mine\n')
put('/usr/lib/systemd/system/web2.service', '[Unit]\nDescription=theirs\n')
put('/usr/lib/systemd/user/sync.service', '[Unit]\nDescription=Sync\x1b[2J\n')

const read = createUnits({ root, clock: createFakeClock() })
it.each([
  [
    'web.service',
    false,
    {
      file: '/usr/lib/systemd/system/web.service',
      description: 'Web   server',
      restart: 'always',
      enabledBy: ['multi-user.target'],
      dependents: ['app.service'],
      triggers: ['web.socket'],
    },
  ],
  [
    'pg@15-main.service',
    false,
    {
      file: '/usr/lib/systemd/system/pg@.service',
      description: 'Cluster %i',
      restart: 'no',
      enabledBy: [],
      dependents: [],
      triggers: [],
    },
  ],
  [
    'web2.service',
    false,
    { file: '/etc/systemd/system/web2.service', description: 'mine', enabledBy: [], dependents: [], triggers: [] },
  ],
  [
    'sync.service',
    true,
    {
      file: '/usr/lib/systemd/user/sync.service',
      description: 'Sync\\x1b[2J',
      enabledBy: [],
      dependents: [],
      triggers: [],
    },
  ],
  ['session-3.scope', false, { enabledBy: [], dependents: [], triggers: [] }],
] as const)('reads %s', (name, userUnit, expected) => expect(read(name, userUnit)).toEqual({ name, ...expected }))

it('takes an empty value for “forget what was said”', () => {
  const settings = parseUnit('[Service]\nExecStart=/a\nExecStart=\nExecStart=/b\n# ExecStart=/c\n')
  expect(settings.get('ExecStart')).toEqual(['/b'])
})
