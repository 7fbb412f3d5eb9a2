import type { Listen } from '../schema.ts'
import { findPort, isControl, type KnownPort } from './ports.ts'
import { evidence, type Judgement, type RiskRule, type Subject, toNames } from './rule.ts'

/** They open ports on behalf of others: of a container, or of a unit that is not started yet. */
const FORWARDERS = new Set(['docker-proxy', 'rootlessport', 'pasta', 'slirp4netns', 'systemd', 'conmon', 'kube-proxy'])
/** Above these, UDP ports are mostly the near end of somebody's question (`ip_local_port_range`). */
const FIRST_EPHEMERAL_PORT = 32_768

export const isEphemeral = ({ protocol, port }: Listen) => protocol === 'udp' && port >= FIRST_EPHEMERAL_PORT

/** Ports open beyond this machine, each once. */
export function listPublic({ facts }: Subject): readonly Listen[] {
  const open = new Map<string, Listen>()
  for (const listen of facts.listens) {
    const key = `${listen.protocol} ${listen.port}`
    if (listen.scope === 'public' && !isEphemeral(listen) && !open.has(key)) open.set(key, listen)
  }
  return [...open.values()]
}

function judgePort(subject: Subject, listen: Listen, port: KnownPort): Judgement {
  const names = toNames(subject.facts)
  const usual = port.owners === undefined || names.some((name) => port.owners?.includes(name) || FORWARDERS.has(name))
  const dangerous = isControl(port)
  return {
    severity: usual && !dangerous ? 'caution' : 'danger',
    about: String(listen.port),
    why: dangerous ? 'control' : usual ? 'usual' : 'unusual',
    params: { port: listen.port, address: listen.address },
    evidence: [
      { label: { key: `processes.port.${port.id}` }, value: `${listen.protocol} ${listen.address}:${listen.port}` },
      { label: { key: `processes.port-why.${port.kind}` } },
      ...(usual || port.owners === undefined ? [] : [evidence('usual-owners', port.owners.slice(0, 5).join(', '))]),
    ],
  }
}

export const publicPort: RiskRule = {
  risk: 'PUBLIC_PORT',
  judge: (subject) =>
    listPublic(subject).flatMap((listen) => {
      const port = findPort(listen.protocol, listen.port)
      return port ? [judgePort(subject, listen, port)] : []
    }),
}
