/** The real servers and tools tests need: Debian's package, how to tell that it is there, and who needs it. */
import { existsSync, globSync } from 'node:fs'

export interface Part {
  /** Name of the package on Debian and Ubuntu. */
  readonly package: string
  /** Any of these paths means that it is there. */
  readonly found: readonly string[]
  readonly neededBy: string
}

export const PARTS = [
  {
    package: 'postgresql',
    found: ['/usr/lib/postgresql/*/bin/postgres', '/usr/local/bin/postgres', '/usr/bin/postgres'],
    neededBy: 'the contract suite of the store, and what else asks test/parts/postgres.ts',
  },
  {
    package: 'chromium',
    found: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    neededBy: 'the pages in test/e2e, and npm run tour',
  },
  {
    package: 'fonts-dejavu-core',
    found: ['/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf', '/usr/share/fonts/*/DejaVuSans.ttf'],
    neededBy: 'the pages in test/e2e',
  },
  {
    package: 'fonts-nanum',
    found: ['/usr/share/fonts/truetype/nanum/*.ttf', '/usr/share/fonts/opentype/noto/NotoSansCJK*'],
    neededBy: 'Hangul in the plain font: the pages in test/e2e',
  },
  { package: 'openssl', found: ['/usr/bin/openssl'], neededBy: 'certificates in test/deploy.test.ts' },
  { package: 'nginx', found: ['/usr/sbin/nginx'], neededBy: 'test/deploy.test.ts and processes/live.test.ts' },
  {
    package: 'openssh-server',
    found: ['/usr/sbin/sshd'],
    neededBy:
      'test/e2e/packets-sites.test.ts: captures over SFTP; processes/live.test.ts: a stock daemon that is no danger',
  },
  { package: 'systemd', found: ['/usr/bin/systemd-analyze'], neededBy: 'test/deploy.test.ts' },
  {
    package: 'systemd-container',
    found: ['/usr/bin/systemd-nspawn'],
    neededBy: 'test/e2e/host-systemd.test.ts: services and their processes under a systemd of its own',
  },
  {
    package: 'mmdebstrap',
    found: ['/usr/bin/mmdebstrap'],
    neededBy: 'test/e2e/host-systemd.test.ts: the system that systemd boots',
  },
  {
    package: 'wine',
    found: ['/usr/bin/wine', '/usr/bin/wine-stable'],
    neededBy: 'test/e2e/wine.test.ts: wmic and taskkill',
  },
  {
    package: 'wine64',
    found: ['/usr/lib/wine/wine64', '/usr/bin/wine64'],
    neededBy: 'test/e2e/wine.test.ts: Windows’ own Node',
  },
  { package: 'xvfb', found: ['/usr/bin/Xvfb'], neededBy: 'test/e2e/wine.test.ts: a window that is asked to close' },
  {
    package: 'nats-server',
    found: ['/usr/sbin/nats-server'],
    neededBy: 'test/e2e/packets-nats.test.ts: workers over a real server and a real cluster',
  },
] as const satisfies readonly Part[]
export type PartName = (typeof PARTS)[number]['package']

const isThere = (part: Part) => part.found.some((path) => existsSync(path) || globSync(path).length > 0)

export const findMissing = (): readonly Part[] => PARTS.filter((part) => !isThere(part))

/** For `describe.skipIf(isMissing('chromium'))`; with CI set a skip is a failure. */
export const isMissing = (name: PartName) => PARTS.some((part) => part.package === name && !isThere(part))

/** Tests of what no package brings: registered only when the variable says where it is. */
export const ON_REQUEST = [
  { variable: 'MONGODB_URL', files: '**/*.mongodb.test.ts' },
  { variable: 'VEDETTE_CAPTURES', files: '**/*.captures.test.ts' },
] as const
