/** Settings of `host`, the same on the console and on an agent. */
import { type Static, Type } from 'typebox'
import type { Roots } from './collectors/source.ts'

const text = (preset: string, description: string) => Type.String({ default: preset, description })
const list = (preset: readonly string[], description: string) =>
  Type.Array(Type.String(), { default: [...preset], description })
const whole = (preset: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: preset, minimum, maximum, description })

export const hostConfigSchema = Type.Object({
  everyMs: whole(10_000, 1000, 600_000, 'Milliseconds between two samples while nobody watches'),
  watchedEveryMs: whole(2000, 500, 60_000, 'Milliseconds between two samples while somebody watches'),
  services: list(
    ['nginx', 'sshd', 'rsyslog', 'docker', 'python'],
    'Services shown first and watched: units, or processes',
  ),
  servicesEveryMs: whole(60_000, 5000, 600_000, 'Milliseconds between two looks at the services while nobody watches'),
  idleMinutes: whole(15, 1, 1440, 'A service without CPU time for this long is shown as active (idle)'),
  logRoots: list(['/var/log'], 'Folders log files may be read from; nothing outside is ever opened'),
  privateLogs: list(
    ['auth.log*', 'secure*', 'audit/**', 'sudo*', 'btmp*', 'faillog*', 'vedette/**'],
    'Log files, relative to their folder, that only operators may read; reading them is recorded',
  ),
  privateUnits: list(
    ['ssh.service', 'sshd.service', 'systemd-logind.service', 'polkit.service', 'vedette.service'],
    'Units whose journal only operators may read',
  ),
  logSearchMs: whole(5000, 200, 60_000, 'A search in a log ends after this many milliseconds, whatever the pattern'),
  procRoot: text('/proc', 'Where /proc of the watched machine is mounted'),
  sysRoot: text('/sys', 'Where /sys of the watched machine is mounted'),
  etcRoot: text('/etc', 'Where /etc of the watched machine is mounted'),
  runRoot: text('/run', 'Where /run of the watched machine is mounted'),
  filesRoot: text('', 'Put before a mount’s path to reach it, when the watched machine is mounted in a folder'),
  systemdPrefix: list(
    [],
    'Words put before systemctl and journalctl, for a machine in a container: nsenter, -t, PID, -a',
  ),
  commandTimeoutMs: whole(10_000, 500, 60_000, 'systemctl and journalctl are stopped after this many milliseconds'),
  actionTimeoutMs: whole(100_000, 1000, 600_000, 'How long to wait for a service to start or stop'),
})
export type HostConfig = Static<typeof hostConfigSchema>

export const toRoots = (config: HostConfig): Roots => ({
  proc: config.procRoot,
  sys: config.sysRoot,
  etc: config.etcRoot,
  run: config.runRoot,
  files: config.filesRoot,
})
