/** What removing a machine would do, said before it is done. Pure. */
import type { Plan } from '../../../../core/schema.ts'
import type { Site } from '../../schema.ts'

export const planSiteRemoval = ({ name, user, host }: Site): Plan => ({
  action: 'packets.site-delete',
  host: 'local',
  target: `${name} (${user}@${host})`,
  role: 'admin',
  digest: '',
  summary: { key: 'packets.page.site-remove', params: { name } },
  steps: [{ key: 'packets.page.site-plan.secret' }],
  consequences: [{ key: 'packets.page.site-plan.captures' }],
  refusals: [],
})
