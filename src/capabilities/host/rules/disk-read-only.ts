/** A disk that could be written to and cannot any more: the kernel turns it so after errors. */
import { evidence, type HostRule, hostPage, next } from './rule.ts'

export const diskReadOnly: HostRule = {
  name: 'disk-read-only',
  severity: 'danger',
  raiseAfter: 1,
  clearAfter: 1,
  observe: ({ vitals, host, wereWritable }) =>
    vitals.filesystems
      .filter(({ state }) => state === 'ok')
      .map(({ mount, device, type, readOnly }) => ({
        subject: mount,
        active: readOnly && wereWritable.has(mount),
        sure: true,
        params: { mount, device },
        evidence: [evidence('disk-device', { value: `${device} (${type})` }, { mount })],
        next: next('disk-read-only', hostPage(host, 'logs', '&source=journal'), { mount }),
      })),
}
