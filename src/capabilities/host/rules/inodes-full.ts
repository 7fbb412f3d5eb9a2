/** A disk that can take no more files although it has room: too many small ones. */
import { evidence, type HostRule, hostPage, next, rounded } from './rule.ts'

const CAUTION_PERCENT = 90
const DANGER_PERCENT = 97

export const inodesFull: HostRule = {
  name: 'inodes-full',
  severity: 'caution',
  raiseAfter: 1,
  clearAfter: 3,
  replay: { metric: 'disk-inodes-used-percent', fires: (value) => value >= CAUTION_PERCENT },
  observe: ({ vitals, host }) =>
    vitals.filesystems
      .filter(({ readOnly, inodesUsedPercent }) => !readOnly && inodesUsedPercent !== undefined)
      .map(({ mount, inodesUsedPercent = 0, inodesFree = 0 }) => ({
        subject: mount,
        active: inodesUsedPercent >= CAUTION_PERCENT,
        severity: inodesUsedPercent >= DANGER_PERCENT ? 'danger' : 'caution',
        params: { mount, percent: rounded(inodesUsedPercent) },
        evidence: [
          evidence('inodes-used', { value: rounded(inodesUsedPercent), unit: 'percent' }, { mount }),
          evidence('inodes-free', { value: Number(inodesFree.toPrecision(2)), unit: 'number' }, { mount }),
        ],
        next: next('inodes-full', hostPage(host, 'disks', `&mount=${encodeURIComponent(mount)}`), { mount }),
      })),
}
