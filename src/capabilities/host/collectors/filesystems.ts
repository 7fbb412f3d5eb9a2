/** Mounted disks from `/proc/self/mountinfo`, proc_pid_mountinfo(5), and their space from statfs(2). */
import type { Filesystem } from '../schema.ts'
import { defineCollector } from './collector.ts'
import { eachLine, percentOf } from './scan.ts'
import type { Source, SpaceAnswer } from './source.ts'

export interface Mount {
  /** `8:17`; the major number 0 has no block device behind it. */
  readonly number: string
  /** Which part of the filesystem is mounted: `/` unless it is a bind mount. */
  readonly part: string
  readonly mount: string
  readonly type: string
  readonly device: string
  readonly readOnly: boolean
}
export interface FilesystemReading {
  readonly filesystems: readonly Filesystem[]
  /** Mounts whose block device is still there although they are not mounted any more: taken off on purpose. */
  readonly takenOff: (filesystem: Filesystem) => boolean
}

const KERNEL_TYPES = new Set(
  (
    'autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs efivarfs fusectl fuse.gvfsd-fuse fuse.lxcfs fuse.portal ' +
    'hugetlbfs mqueue nsfs overlay proc pstore ramfs rpc_pipefs securityfs selinuxfs squashfs sysfs tracefs iso9660 erofs'
  ).split(' '),
)
const NETWORK_TYPE = /^(?:nfs|cifs|smb|ceph|9p|afs|fuse\.|glusterfs|lustre|ncp)/
/** Memory that programs write to by design, and whose filling up breaks them. */
const MEMORY_MOUNTS = new Set(['/', '/tmp', '/var/tmp', '/run', '/dev/shm'])
/** Files a container engine binds into every container. */
const CONTAINER_FILES = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf'])

/** Blank, tab, newline and backslash are written as octal. */
const fromOctal = (text: string) =>
  text.includes('\\')
    ? text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    : text

export function parseMounts(text: string): Mount[] {
  const mounts: Mount[] = []
  eachLine(text, (start, end) => {
    const [head, tail] = text.slice(start, end).split(' - ')
    const [, , number, part, mount, options] = head?.split(' ') ?? []
    const [type, device, superOptions] = tail?.split(' ') ?? []
    if (!number || !part || !mount || !type || device === undefined) return true
    const readOnly = /^ro(?:,|$)/.test(options ?? '') || /^ro(?:,|$)/.test(superOptions ?? '')
    mounts.push({ number, part: fromOctal(part), mount: fromOctal(mount), type, device: fromOctal(device), readOnly })
    return true
  })
  return mounts
}

/** Those that can fill up: each filesystem once, by its shortest path, and the root whatever it is. */
export function chooseMounts(mounts: readonly Mount[]): Mount[] {
  const chosen = new Map<string, Mount>()
  for (const mount of mounts) {
    const memory = mount.type === 'tmpfs'
    if (mount.mount !== '/' && (KERNEL_TYPES.has(mount.type) || CONTAINER_FILES.has(mount.mount))) continue
    if (memory && !MEMORY_MOUNTS.has(mount.mount)) continue
    const identity = memory ? mount.mount : `${mount.type} ${mount.device}`
    const other = chosen.get(identity)
    if (!other || mount.mount === other.mount || (other.mount !== '/' && mount.mount.length < other.mount.length))
      chosen.set(identity, mount)
  }
  // A later mount on the same path hides the earlier one.
  return [...new Map([...chosen.values()].map((mount) => [mount.mount, mount])).values()]
}

export function toFilesystem(mount: Mount, answer: SpaceAnswer, present: 'present' | 'absent'): Filesystem | undefined {
  const { mount: path, device, type, readOnly } = mount
  const known = { mount: path, device, type, readOnly }
  if (present === 'absent' || answer === 'broken') return { ...known, state: 'gone' }
  if (answer === 'hung') return { ...known, state: 'hung' }
  if (!answer || answer.sizeBytes === 0) return undefined
  const usedBytes = answer.sizeBytes - answer.freeBytes
  return {
    ...known,
    state: 'ok',
    sizeBytes: answer.sizeBytes,
    usedBytes,
    freeBytes: answer.availableBytes,
    usedPercent: percentOf(usedBytes, usedBytes + answer.availableBytes),
    // btrfs and some network filesystems have no fixed number of inodes and say 0.
    ...(answer.inodes > 0
      ? {
          inodes: answer.inodes,
          inodesFree: answer.inodesFree,
          inodesUsedPercent: percentOf(answer.inodes - answer.inodesFree, answer.inodes),
        }
      : {}),
  }
}

/** Adds what was mounted at the sample before and vanished together with its device. */
export function withGone(
  now: readonly Filesystem[],
  before: readonly Filesystem[],
  takenOff: (filesystem: Filesystem) => boolean,
): Filesystem[] {
  const mounted = new Set(now.map((filesystem) => filesystem.mount))
  const gone = before
    .filter((filesystem) => !mounted.has(filesystem.mount) && !takenOff(filesystem))
    .map(({ mount, device, type, readOnly }): Filesystem => ({ mount, device, type, readOnly, state: 'gone' }))
  return [...now, ...gone]
}

/** A device that has a number but no entry in `/sys/dev/block` was pulled out under its mount. */
function isPresent(source: Source, mount: Mount): 'present' | 'absent' {
  const devices = `${source.roots.sys}/dev/block`
  if (mount.number.startsWith('0:') || !source.memo('filesystems.sysfs', 600_000, () => source.exists(devices)))
    return 'present'
  return source.exists(`${devices}/${mount.number}`) ? 'present' : 'absent'
}

export const filesystems = defineCollector<FilesystemReading>({
  name: 'filesystems',
  everyMs: 10_000,
  async read(source) {
    const { proc, sys } = source.roots
    const text = proc === '/proc' ? undefined : source.textOnce(`${proc}/1/mountinfo`)
    const mounts = chooseMounts(parseMounts(text ?? source.textOnce(`${proc}/self/mountinfo`) ?? ''))
    const found: Filesystem[] = []
    for (const mount of mounts) {
      const present = isPresent(source, mount)
      const where = NETWORK_TYPE.test(mount.type) ? 'network' : 'local'
      const answer = present === 'absent' ? undefined : await source.space(mount.mount, where)
      const filesystem = toFilesystem(mount, answer, present)
      if (filesystem) found.push(filesystem)
    }
    const disks = `${sys}/class/block`
    return {
      filesystems: found,
      takenOff: ({ device }) =>
        !device.startsWith('/dev/') || !source.exists(disks) || source.exists(`${disks}/${device.slice(5)}`),
    }
  },
  toVitals: (now, before) => ({ filesystems: withGone(now.filesystems, before?.filesystems ?? [], now.takenOff) }),
})
