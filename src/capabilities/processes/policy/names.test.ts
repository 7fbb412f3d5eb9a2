import { expect, it } from 'vitest'
import { catalog } from '../catalog/catalog.ts'
import { createNameIndex } from './names.ts'

const epoch = new Date(0).toISOString()
const index = createNameIndex(catalog.map((entry) => ({ ...entry, created_at: epoch, updated_at: epoch })))

it.each([
  ['sshd', 'linux', false, 'sshd'],
  // (name, this platform), then (name, common).
  ['nginx', 'linux', false, 'nginx'],
  ['nginx.exe', 'windows', false, 'nginx'],
  ['firefox.exe', 'windows', false, 'firefox'],
  // Cut at 15 bytes by the kernel.
  ['systemd-journal', 'linux', false, 'systemd-journald'],
  ['systemd-network', 'linux', false, 'systemd-networkd'],
  ['containerd-shim', 'linux', false, 'containerd-shim-runc-v2'],
  ['systemd-journ', 'linux', false, undefined],
  // Several versions installed side by side, and nothing else with a number.
  ['python3.11', 'linux', false, 'python'],
  ['python3', 'linux', false, 'python'],
  ['php-fpm8.2', 'linux', false, 'php-fpm'],
  ['sshd2', 'linux', false, undefined],
  ['init0', 'linux', false, undefined],
  // Threads of the kernel carry their processor, device or queue.
  ['kworker/u8:3-events_unbound', 'linux', true, 'kworker'],
  ['ksoftirqd/0', 'linux', true, 'ksoftirqd'],
  ['kswapd0', 'linux', true, 'kswapd'],
  ['jbd2/sda1-8', 'linux', true, 'jbd2'],
  ['scsi_eh_0', 'linux', true, 'scsi_eh'],
  ['md127_raid1', 'linux', true, 'md_raid'],
  ['irq/24-aerdrv', 'linux', true, 'irq'],
  // A program that calls itself like one is none.
  ['kworker/u8:3', 'linux', false, undefined],
  ['kswapd0', 'linux', false, undefined],
  // Windows compares without case, with or without the ending.
  ['SVCHOST.EXE', 'windows', false, 'svchost.exe'],
  ['svchost', 'windows', false, 'svchost.exe'],
  ['winword.exe', 'windows', false, 'WINWORD.EXE'],
  ['System', 'windows', false, 'System'],
  // Each system has its own names, and Linux minds case.
  ['svchost.exe', 'linux', false, undefined],
  ['sshd', 'windows', false, undefined],
  ['SSHD', 'linux', false, undefined],
  ['', 'linux', false, undefined],
  ['x'.repeat(10_000), 'linux', true, undefined],
  ['__proto__', 'linux', false, undefined],
] as const)('%s on %s (thread: %s) is %s', (name, platform, kernel, wanted) => {
  expect(index.find(name, platform, kernel)?.name).toBe(wanted)
})
