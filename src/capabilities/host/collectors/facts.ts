/** What does not change while the machine is up: names, versions, boot time, what kind of container this is. */
import type { Facts } from '../schema.ts'
import { defineCollector } from './collector.ts'
import { parseAssignments } from './scan.ts'
import type { Source } from './source.ts'

/** os-release(5) */
export function parseDistribution(text: string): Facts['distribution'] | undefined {
  const fields = parseAssignments(text)
  const id = fields.get('ID')
  if (!id) return undefined
  const version = fields.get('VERSION_ID')
  return { id, name: fields.get('PRETTY_NAME') ?? fields.get('NAME') ?? id, ...(version ? { version } : {}) }
}

/** First `model name` of `/proc/cpuinfo`, and how many processors it lists. ARM has no model names. */
export function parseCpuInfo(text: string): { model?: string; processors: number } {
  const model = /^model name\s*: (.+)$/m.exec(text)?.[1]?.trim()
  return { ...(model ? { model } : {}), processors: text.match(/^processor\s*:/gm)?.length ?? 0 }
}

/** Systemd's container interface (systemd.io/CONTAINER_INTERFACE), then the marks the engines leave. */
function readContainer(source: Source): string | undefined {
  const { run, files, proc } = source.roots
  const said = source.textOnce(`${run}/systemd/container`)?.trim()
  if (said) return said
  if (source.exists(`${files}/.dockerenv`)) return 'docker'
  if (source.exists(`${run}/.containerenv`)) return 'podman'
  const environment = source.textOnce(`${proc}/1/environ`)
  return /(?:^|\0)container=([^\0]+)/.exec(environment ?? '')?.[1]
}

function readFacts(source: Source): Facts {
  const { proc, etc, run } = source.roots
  const kernelFile = (name: string) => source.textOnce(`${proc}/sys/kernel/${name}`)?.trim()
  const kernel = kernelFile('osrelease')
  const architecture = kernelFile('arch')
  const distribution = parseDistribution(source.textOnce(`${etc}/os-release`) ?? '')
  const cpuInfo = parseCpuInfo(source.textOnce(`${proc}/cpuinfo`) ?? '')
  const bootSeconds = /^btime (\d+)$/m.exec(source.textOnce(`${proc}/stat`) ?? '')?.[1]
  const container = readContainer(source)
  return {
    hostname: kernelFile('hostname') || source.textOnce(`${etc}/hostname`)?.trim() || 'localhost',
    cores: Math.max(1, cpuInfo.processors),
    // sd_booted(3)
    systemd: source.exists(`${run}/systemd/system`),
    ...(kernel ? { kernel } : {}),
    ...(architecture ? { architecture } : {}),
    ...(distribution ? { distribution } : {}),
    ...(cpuInfo.model ? { cpuModel: cpuInfo.model } : {}),
    ...(bootSeconds ? { bootAtMs: Number(bootSeconds) * 1000 } : {}),
    ...(container ? { container } : {}),
  }
}

export const facts = defineCollector<Facts>({
  name: 'facts',
  everyMs: 300_000,
  read: readFacts,
  toVitals: (now) => ({ facts: now }),
})
