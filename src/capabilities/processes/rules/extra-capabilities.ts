import { evidence, isSystemProgram, type RiskRule } from './rule.ts'

/** With any of these one is as good as root, capabilities(7). */
const POWERFUL = new Set([
  'CAP_SYS_ADMIN',
  'CAP_SYS_MODULE',
  'CAP_SYS_PTRACE',
  'CAP_SYS_RAWIO',
  'CAP_SYS_BOOT',
  'CAP_DAC_OVERRIDE',
  'CAP_DAC_READ_SEARCH',
  'CAP_SETUID',
  'CAP_SETGID',
  'CAP_SETFCAP',
  'CAP_SETPCAP',
  'CAP_CHOWN',
  'CAP_FOWNER',
  'CAP_MAC_ADMIN',
  'CAP_MAC_OVERRIDE',
  'CAP_BPF',
])
/** A port below 1024, a better priority, locked memory: ordinary wishes of ordinary servers. */
const HARMLESS = new Set(['CAP_NET_BIND_SERVICE', 'CAP_SYS_NICE', 'CAP_IPC_LOCK', 'CAP_WAKE_ALARM', 'CAP_SYS_RESOURCE'])
/** What Docker and Podman give root in a container; more than that was asked for. */
const BREAKS_OUT = new Set(['CAP_SYS_ADMIN', 'CAP_SYS_MODULE', 'CAP_SYS_PTRACE', 'CAP_SYS_RAWIO', 'CAP_BPF'])

const join = (names: readonly string[]) => names.slice(0, 6).join(', ') + (names.length > 6 ? ' …' : '')

export const extraCapabilities: RiskRule = {
  risk: 'EXTRA_CAPABILITIES',
  judge(subject) {
    const { capabilities = [], allCapabilities, uid, container } = subject.facts
    if (container && uid === 0) {
      const out = allCapabilities ? ['CAP_SYS_ADMIN'] : capabilities.filter((name) => BREAKS_OUT.has(name))
      return out.length === 0
        ? []
        : [
            {
              severity: 'caution',
              why: 'container',
              params: { names: join(out) },
              evidence: [evidence('capabilities', join(out))],
            },
          ]
    }
    const extra = capabilities.filter((name) => !HARMLESS.has(name))
    if (uid === 0 || extra.length === 0) return []
    const powerful = extra.filter((name) => POWERFUL.has(name))
    const proof = { params: { names: join(extra) }, evidence: [evidence('capabilities', join(extra))] }
    if (isSystemProgram(subject)) return [{ severity: 'info', why: 'expected', ...proof }]
    const severity = powerful.length > 0 && !subject.known ? 'danger' : 'caution'
    return [{ severity, why: powerful.length > 0 ? 'powerful' : 'some', ...proof }]
  },
}
