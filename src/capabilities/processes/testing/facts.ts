/** Processes for tests: an ordinary one, with what a case is about. */
import { catalog } from '../catalog/catalog.ts'
import type { Lookup } from '../known.ts'
import { createNameIndex } from '../policy/names.ts'
import type { Connection, KnownProcess, Listen, ProcessFacts } from '../schema.ts'

export const makeFacts = (facts: Partial<ProcessFacts> = {}): ProcessFacts => ({
  pid: 4242,
  startTime: 100_000,
  parentPid: 1,
  name: 'thing',
  exe: '/usr/bin/thing',
  uid: 1000,
  user: 'bob',
  state: 'sleeping',
  kernel: false,
  memoryBytes: 10_000_000,
  memoryPercent: 0.5,
  threads: 1,
  startedAtMs: 1_790_000_000_000,
  listens: [],
  connections: [],
  connectionCount: 0,
  executable: { ownerUid: 0, mode: 0o755 },
  unseen: [],
  ...facts,
})

export const makeListen = (port: number, more: Partial<Listen> = {}): Listen => ({
  protocol: 'tcp',
  address: '0.0.0.0',
  port,
  scope: 'public',
  ...more,
})
export const makeConnection = (more: Partial<Connection> = {}): Connection => ({
  protocol: 'tcp',
  localAddress: '10.0.0.5',
  localPort: 51_000,
  remoteAddress: '203.0.113.7',
  remotePort: 443,
  scope: 'internet',
  direction: 'out',
  ...more,
})

const epoch = new Date(0).toISOString()
const index = createNameIndex(catalog.map((entry) => ({ ...entry, created_at: epoch, updated_at: epoch })))
/** The catalog that comes with Vedette, on Linux. */
export const catalogLookup: Lookup = (name, kernel) => index.find(name, 'linux', kernel)

export const makeKnown = (name: string, isSystem = true): KnownProcess => ({
  name,
  platform: 'linux',
  category: 'system',
  description: { en: 'A thing.', ko: '어떤 것입니다.', ru: 'Нечто.' },
  policy: { is_system: isSystem, terminatable: !isSystem, reason: 'core' },
  tags: [],
  created_at: epoch,
  updated_at: epoch,
})
