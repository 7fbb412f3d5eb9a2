/** A sample and the services as lines for a terminal. */
import type { CommandIo } from '../../core/capability.ts'
import type { Params } from '../../core/schema.ts'
import type { Service, ServiceList, Vitals } from './schema.ts'

type Say = (name: string, params?: Params) => string

export function writeHost({ say: render }: Pick<CommandIo, 'say'>, vitals: Vitals, list: ServiceList | Error): string {
  const say: Say = (name, params) => render({ key: `host.cli.${name}`, ...(params ? { params } : {}) })
  const state = (service: Service) =>
    render({ key: `host.state.${service.source === 'nothing' ? 'absent' : service.state}` })
  const blocks = [
    [...writeHead(vitals, say)],
    [...writeWork(vitals, say)],
    titled(say('disks'), [...writeDisks(vitals, say)]),
    titled(say('network'), [...writeNetwork(vitals, say)]),
    [...writeRest(vitals, say)],
    titled(say('services'), writeServices(list, say, state)),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

const titled = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)]

function* writeHead({ facts, uptimeSeconds }: Vitals, say: Say) {
  const { hostname, distribution, kernel = '' } = facts
  yield say('head', { name: hostname, system: distribution?.name ?? 'Linux', kernel })
  if (uptimeSeconds !== undefined) yield say('uptime', { uptime: uptimeSeconds })
}

function* writeWork({ cpu, load, memory, swap, pressure, facts }: Vitals, say: Say) {
  if (cpu) {
    const {
      busyPercent: busy,
      userPercent,
      nicePercent,
      systemPercent: system,
      iowaitPercent: iowait,
      stealPercent: steal,
    } = cpu
    yield say('cpu', { busy, user: userPercent + nicePercent, system, iowait, steal })
  }
  if (load) yield say('load', { ...load, cores: facts.cores })
  if (memory) {
    const { usedBytes: used, totalBytes: total, availableBytes: available, cachedBytes: cached } = memory
    yield say('memory', { used, total, available, cached })
  }
  if (swap && swap.totalBytes > 0) yield say('swap', { used: swap.usedBytes, total: swap.totalBytes })
  if (pressure) {
    const of = (resource: 'cpu' | 'memory' | 'io') => pressure[resource]?.some.avg10 ?? 0
    yield say('pressure', { cpu: of('cpu'), memory: of('memory'), io: of('io') })
  }
}

function* writeDisks({ filesystems, blockDevices, temperatures }: Vitals, say: Say) {
  for (const { mount, state, usedPercent = 0, freeBytes = 0, sizeBytes = 0 } of filesystems) {
    if (state === 'ok') yield say('disk', { mount, percent: usedPercent, free: freeBytes, size: sizeBytes })
    else yield say(`disk-${state}`, { mount })
  }
  for (const { name, readBytesPerSecond: read, writeBytesPerSecond: written, busyPercent: busy } of blockDevices) {
    yield say('device', { name, read, written, busy })
  }
  for (const { sensor, celsius } of temperatures) yield say('temperature', { sensor, celsius })
}

function* writeNetwork({ interfaces }: Vitals, say: Say) {
  for (const each of interfaces) {
    if (each.up === false) yield say('interface-down', { name: each.name })
    else {
      yield say('interface', {
        name: each.name,
        received: each.receiveBytesPerSecond,
        sent: each.transmitBytesPerSecond,
        errors: each.receiveErrorsPerSecond + each.transmitErrorsPerSecond,
        drops: each.receiveDropsPerSecond + each.transmitDropsPerSecond,
      })
    }
  }
}

function* writeRest({ tcp, openFiles, users }: Vitals, say: Say) {
  if (tcp && openFiles) {
    const { LISTEN: listening = 0, ...others } = tcp
    const connections = Object.values(others).reduce((sum, count) => sum + count, 0)
    yield say('counts', { connections, listening, files: openFiles.used })
  }
  if (users && users.length > 0) {
    const names = [...new Set(users.map(({ name, from }) => (from ? `${name} (${from})` : name)))]
    yield say('users', { count: names.length, names: names.join(', ') })
  }
}

function writeServices(list: ServiceList | Error, say: Say, state: (service: Service) => string): string[] {
  if (list instanceof Error) return [say('no-services', { reason: list.message })]
  const shown = list.services.filter((service) => service.configured || service.state === 'failed')
  const more = list.services.length - shown.length
  return [
    ...shown.map((service) =>
      service.sinceMs === undefined || service.source === 'nothing'
        ? say('service', { name: service.name, state: state(service) })
        : say('service-since', { name: service.name, state: state(service), sinceMs: service.sinceMs }),
    ),
    ...(more > 0 ? [say('more', { count: more })] : []),
  ]
}
