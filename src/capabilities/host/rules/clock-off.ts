/** A clock that cannot be trusted: it jumped, follows no time server, or differs from the console's. */
import { evidence, type HostRule, hostPage, next, rounded } from './rule.ts'

const JUMP_MS = 5000
const SKEW_MS = 10_000

export const clockOff: HostRule = {
  name: 'clock-off',
  severity: 'caution',
  // Time services need a while after a start, and a jump is remembered for half an hour.
  raiseAfter: 30,
  clearAfter: 30,
  observe({ vitals, means, skewMs, host }) {
    const { clock } = vitals
    if (!clock) return []
    const jumped = Math.abs(means.jumpMs) >= JUMP_MS
    const skewed = Math.abs(skewMs) >= SKEW_MS
    const lost = clock.synchronized === false
    const offMs = jumped ? means.jumpMs : skewed ? skewMs : 0
    const how = jumped ? 'jumped' : skewed ? 'skewed' : 'unsynchronized'
    return [
      {
        subject: 'clock',
        active: jumped || skewed || lost,
        // A jump is an event: it is over before it could be seen thirty times.
        ...(jumped ? { sure: true } : {}),
        params: { how, offMs: rounded(Math.abs(offMs) / 1000) * 1000 },
        evidence: [
          ...(offMs === 0 ? [] : [evidence(`clock-${how}`, { value: Math.abs(offMs), unit: 'duration' })]),
          ...(clock.synchronized === undefined
            ? []
            : [
                evidence(clock.synchronized ? 'clock-synchronized' : 'clock-unsynchronized', {
                  value: 'systemd-timesyncd',
                }),
              ]),
        ],
        next: next('clock-off', hostPage(host, 'services')),
      },
    ]
  },
}
