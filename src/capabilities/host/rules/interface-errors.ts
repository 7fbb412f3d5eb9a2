/** An interface that breaks or drops packets: a cable, a port, a driver, a full queue. */
import { evidence, type HostRule, hostPage, next, rounded } from './rule.ts'

/** One broken packet now and then is weather. */
const LEAST_ERRORS_PER_SECOND = 0.1
const ERROR_SHARE = 0.0001
/** Kernels count packets of protocols nobody speaks as dropped: only many of them mean something. */
const LEAST_DROPS_PER_SECOND = 10
const DROP_SHARE = 0.01

export const interfaceErrors: HostRule = {
  name: 'interface-errors',
  severity: 'caution',
  raiseAfter: 3,
  clearAfter: 10,
  replay: { metric: 'network-errors-per-second', fires: (value) => value >= LEAST_ERRORS_PER_SECOND },
  observe: ({ means, host }) =>
    [...means.interfaces].map(([name, { errors, drops, packets }]) => {
      const broken = errors >= LEAST_ERRORS_PER_SECOND && errors >= packets * ERROR_SHARE
      const dropped = drops >= LEAST_DROPS_PER_SECOND && drops >= packets * DROP_SHARE
      return {
        subject: name,
        active: broken || dropped,
        params: { interface: name, errors: rounded(errors, 1), drops: rounded(drops, 1), broken },
        evidence: [
          evidence('network-errors', { value: rounded(errors, 1), unit: 'perSecond' }, { interface: name }),
          evidence('network-drops', { value: rounded(drops, 1), unit: 'perSecond' }, { interface: name }),
          evidence(
            'network-packets',
            { value: Number(packets.toPrecision(2)), unit: 'perSecond' },
            { interface: name },
          ),
        ],
        next: next('interface-errors', hostPage(host, 'vitals', `&metric=network-errors-per-second`), {
          interface: name,
        }),
      }
    }),
}
