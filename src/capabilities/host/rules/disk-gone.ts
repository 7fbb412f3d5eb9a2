/** A mounted disk that was pulled out, fails, or does not answer any more (a dead network disk). */
import { evidence, type HostRule, hostPage, next } from './rule.ts'

export const diskGone: HostRule = {
  name: 'disk-gone',
  severity: 'danger',
  raiseAfter: 2,
  clearAfter: 1,
  observe: ({ vitals, host }) =>
    vitals.filesystems.map(({ mount, device, type, state }) => ({
      subject: mount,
      active: state !== 'ok',
      // A device that is not there is a fact; one that did not answer in time may answer at the next look.
      ...(state === 'gone' ? { sure: true } : {}),
      params: { mount, device, hung: state === 'hung' },
      evidence: [
        evidence('disk-device', { value: `${device} (${type})` }, { mount }),
        evidence(state === 'hung' ? 'disk-silent' : 'disk-missing', { value: mount }),
      ],
      next: next('disk-gone', hostPage(host, 'disks', `&mount=${encodeURIComponent(mount)}`), { mount }),
    })),
}
