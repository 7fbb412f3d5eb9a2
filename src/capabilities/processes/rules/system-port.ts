import { findPort } from './ports.ts'
import { listPublic } from './public-port.ts'
import { evidence, type RiskRule } from './rule.ts'

const FIRST_FREE_PORT = 1024

export const systemPort: RiskRule = {
  risk: 'SYSTEM_PORT',
  judge: (subject) =>
    listPublic(subject)
      .filter(({ protocol, port }) => port < FIRST_FREE_PORT && !findPort(protocol, port))
      .map(({ protocol, address, port }) => ({
        severity: subject.known ? 'caution' : 'danger',
        about: String(port),
        why: subject.known ? 'known' : 'unknown',
        params: { port, address },
        evidence: [evidence('listens', `${protocol} ${address}:${port}`)],
      })),
}
