/** The collector for the system this runs on. */
import { createWindowsTools } from '../../../core/windows/ask.ts'
import { processesErrors } from '../errors.ts'
import { createLinuxSource, type LinuxOptions } from './linux.ts'
import type { ProcessSource } from './source.ts'
import { createWindowsSource } from './windows.ts'

export function openThisMachine(options: LinuxOptions): ProcessSource {
  switch (process.platform) {
    case 'linux':
      return createLinuxSource(options)
    case 'win32':
      return createWindowsSource({ clock: options.clock, tools: createWindowsTools(), ownPid: process.pid })
    default:
      throw processesErrors['processes.system-unsupported']({ system: process.platform })
  }
}
