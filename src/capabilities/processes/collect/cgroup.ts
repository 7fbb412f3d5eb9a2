/** `/proc/PID/cgroup`, cgroups(7): which systemd unit or container a process belongs to. Users name groups of their own as they like. */

import { toPlain } from './plain.ts'

export interface Belonging {
  readonly unit?: string
  /** The unit is of a user's own manager (`user@1000.service`). */
  readonly userUnit?: boolean
  readonly container?: { readonly engine: string; readonly id: string }
}

const ID = '[0-9a-f]{64}'
/** As the engines name their groups, with the cgroupfs and the systemd driver; the first that fits. */
const CONTAINERS: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`/kubepods.*?(?:/|-)(?:cri-containerd-|crio-|docker-)?(${ID})(?:\\.scope)?(?:/|$)`), 'kubernetes'],
  [new RegExp(`/docker[-/](${ID})(?:\\.scope)?(?:/|$)`), 'docker'],
  [new RegExp(`/libpod-(?:conmon-)?(${ID})(?:\\.scope)?(?:/|$)`), 'podman'],
  [new RegExp(`/crio-(${ID})(?:\\.scope)?(?:/|$)`), 'crio'],
  [new RegExp(`/(?:nerdctl|cri-containerd|containerd)[-/](${ID})(?:\\.scope)?(?:/|$)`), 'containerd'],
  [/\/lxc(?:\.payload)?[./]([^/]+)/, 'lxc'],
  [/\/machine\.slice\/machine-([^/]+)\.scope(?:\/|$)/, 'nspawn'],
  [/\/systemd-nspawn@([^/]+)\.service\/payload/, 'nspawn'],
]
const UNIT = /\.(?:service|scope|socket|mount|swap)$/

/** systemd-escape(1) writes `-` as `\x2d`. */
const unescapeName = (name: string) =>
  name.replace(/\\x([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))

function parsePath(path: string, containers: typeof CONTAINERS): Belonging {
  for (const [pattern, engine] of containers) {
    const id = pattern.exec(path)?.[1]
    if (id !== undefined) return { container: { engine, id: toPlain(engine === 'nspawn' ? unescapeName(id) : id) } }
  }
  const parts = path.split('/').filter(Boolean)
  const manager = parts.findIndex((part) => /^user@\d+\.service$/.test(part))
  // Below a user's manager are that user's own units; `init.scope` there is the manager itself.
  const below =
    manager === -1 ? [] : parts.slice(manager + 1).filter((part) => UNIT.test(part) && part !== 'init.scope')
  const own = below.at(-1)
  if (own !== undefined) return { unit: toPlain(own), userUnit: true }
  const unit = parts.find((part) => UNIT.test(part))
  return unit === undefined ? {} : { unit: toPlain(unit) }
}

/** `contained`: whether it sees files of its own; else the name of its group is only a name. */
export function parseCgroup(text: string, contained: () => boolean = () => true): Belonging {
  const belonging = parseGroups(text, CONTAINERS)
  return belonging.container && !contained() ? parseGroups(text, []) : belonging
}

function parseGroups(text: string, containers: typeof CONTAINERS): Belonging {
  const paths = text.split('\n').flatMap((line) => {
    const match = /^\d+:([^:]*):(.*)$/.exec(line)
    return match ? [{ controllers: match[1] ?? '', path: match[2] ?? '' }] : []
  })
  // The unified tree and systemd's own hierarchy say the unit; any may name the container.
  const ordered = [...paths].sort((a, b) => rank(a.controllers) - rank(b.controllers))
  let found: Belonging = {}
  for (const { path } of ordered) {
    const belonging = parsePath(path, containers)
    if (belonging.container) return belonging
    if (found.unit === undefined) found = belonging
  }
  return found
}
const rank = (controllers: string) => (controllers === '' ? 0 : controllers === 'name=systemd' ? 1 : 2)
