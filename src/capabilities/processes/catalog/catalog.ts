/** Every family of known programs, by platform. */

import type { CatalogEntry } from '../policy/schema.ts'
import { PLATFORMS, type Platform } from '../schema.ts'
import { type Family, toEntries } from './entry.ts'
import { linuxAccounts } from './linux-accounts.ts'
import { linuxContainers } from './linux-containers.ts'
import { linuxDatabases } from './linux-databases.ts'
import { linuxDesktop } from './linux-desktop.ts'
import { linuxDns } from './linux-dns.ts'
import { linuxFileSharing } from './linux-file-sharing.ts'
import { linuxHardware } from './linux-hardware.ts'
import { linuxInit } from './linux-init.ts'
import { linuxKernel } from './linux-kernel.ts'
import { linuxMail } from './linux-mail.ts'
import { linuxMonitoring } from './linux-monitoring.ts'
import { linuxNetwork } from './linux-network.ts'
import { linuxPackages } from './linux-packages.ts'
import { linuxRemoteAccess } from './linux-remote-access.ts'
import { linuxSecurity } from './linux-security.ts'
import { linuxShells } from './linux-shells.ts'
import { linuxSystem } from './linux-system.ts'
import { linuxVirtualization } from './linux-virtualization.ts'
import { linuxWeb } from './linux-web.ts'
import { sharedDevelopment } from './shared-development.ts'
import { sharedPrograms } from './shared-programs.ts'
import { sharedRuntimes } from './shared-runtimes.ts'
import { sharedServers } from './shared-servers.ts'
import { windowsCore } from './windows-core.ts'
import { windowsPrograms } from './windows-programs.ts'
import { windowsSecurity } from './windows-security.ts'
import { windowsServers } from './windows-servers.ts'

const FAMILIES = {
  linux: [
    ...linuxAccounts,
    ...linuxContainers,
    ...linuxDatabases,
    ...linuxDesktop,
    ...linuxDns,
    ...linuxFileSharing,
    ...linuxHardware,
    ...linuxInit,
    ...linuxKernel,
    ...linuxMail,
    ...linuxMonitoring,
    ...linuxNetwork,
    ...linuxPackages,
    ...linuxRemoteAccess,
    ...linuxSecurity,
    ...linuxShells,
    ...linuxSystem,
    ...linuxVirtualization,
    ...linuxWeb,
  ],
  windows: [...windowsCore, ...windowsPrograms, ...windowsSecurity, ...windowsServers],
  common: [...sharedDevelopment, ...sharedPrograms, ...sharedRuntimes, ...sharedServers],
} as const satisfies Record<Platform, readonly Family[]>

/** What comes with the console; seeded into the place policies are kept in. Runs of programs are never stored there. */
export const catalog: readonly CatalogEntry[] = PLATFORMS.flatMap((platform) => toEntries(platform, FAMILIES[platform]))
