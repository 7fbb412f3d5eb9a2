/** A disk with little room left. A share alone is no measure: a tenth of 20 TB is plenty, so few bytes must be left too. */
import type { Filesystem } from '../schema.ts'
import { evidence, type HostRule, hostPage, next, roughBytes, rounded } from './rule.ts'

const CAUTION = { percent: 90, freeBytes: 20e9 }
const DANGER = { percent: 95, freeBytes: 5e9 }

const beyond = (disk: Filesystem, limit: typeof CAUTION) =>
  (disk.usedPercent ?? 0) >= limit.percent && (disk.freeBytes ?? Number.POSITIVE_INFINITY) <= limit.freeBytes

export const diskFull: HostRule = {
  name: 'disk-full',
  severity: 'caution',
  // Space does not flicker: one look is enough to say so, some quiet ones to believe that it stays free.
  raiseAfter: 1,
  clearAfter: 3,
  replay: { metric: 'disk-used-percent', fires: (value) => value >= CAUTION.percent },
  observe: ({ vitals, host, trends }) =>
    vitals.filesystems
      .filter(({ state, readOnly }) => state === 'ok' && !readOnly)
      .map((disk) => {
        const { mount, usedPercent = 0, freeBytes = 0, usedBytes = 0 } = disk
        const growth = trends.get(mount)?.bytesPerSecond ?? 0
        return {
          subject: mount,
          active: beyond(disk, CAUTION),
          severity: beyond(disk, DANGER) ? 'danger' : 'caution',
          params: {
            mount,
            percent: rounded(usedPercent),
            freeBytes: roughBytes(freeBytes),
            // Nothing left at all is said by a sentence of its own: `…title_full`.
            ...(disk.freeBytes === 0 ? { context: 'full' } : {}),
          },
          evidence: [
            evidence('disk-used', { value: rounded(usedPercent), unit: 'percent' }, { mount }),
            evidence('disk-free', { value: roughBytes(freeBytes), unit: 'bytes' }, { mount }),
            evidence('disk-used-bytes', { value: roughBytes(usedBytes), unit: 'bytes' }, { mount }),
            ...(growth > 0
              ? [evidence('disk-growth', { value: roughBytes(growth * 3600), unit: 'bytes' }, { mount })]
              : []),
          ],
          next: next('disk-full', hostPage(host, 'disks', `&mount=${encodeURIComponent(mount)}`), { mount }),
        }
      }),
}
