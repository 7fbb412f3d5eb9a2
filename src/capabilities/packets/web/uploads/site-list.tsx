/** Machines that captures are fetched from; removing one is read before it is done. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { remove } from '../../../../../web/api/client.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Icon } from '../../../../../web/ui/icon.tsx'
import { PlanDialog } from '../../../../../web/ui/plan-dialog.tsx'
import type { Site } from '../../schema.ts'
import { refreshCaptures } from '../api.ts'
import type { Root } from './place-browser.tsx'
import { planSiteRemoval } from './site-plan.ts'

export function Sites(props: { sites: readonly Site[]; mayRemove: boolean; onRoot: (root: Root) => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [removing, setRemoving] = useState<Site>()
  return (
    <section>
      <h3>{t('packets.page.open-sites')}</h3>
      <ul className="places">
        {props.sites.map((site) => {
          const { id, name, user, host, port } = site
          const api = `/api/packets/sites/${encodeURIComponent(id)}/entries`
          return (
            <li key={id} className="place-line">
              <button
                type="button"
                className="place"
                onClick={() => props.onRoot({ api, where: { site: id }, name: `${user}@${host}` })}
              >
                <span className="place-name place-folder">{name}</span>
                <span className="place-facts">{`${user}@${host}${port === 22 ? '' : `:${port}`}`}</span>
              </button>
              {props.mayRemove ? (
                <button
                  type="button"
                  className="button-quiet"
                  aria-label={t('packets.page.site-remove', { name })}
                  onClick={() => setRemoving(site)}
                >
                  <Icon name="close" />
                </button>
              ) : null}
            </li>
          )
        })}
      </ul>
      {removing ? (
        <PlanDialog
          plan={planSiteRemoval(removing)}
          onClose={() => setRemoving(undefined)}
          onApply={async () => {
            await remove(`/api/packets/sites/${encodeURIComponent(removing.id)}`)
            setRemoving(undefined)
            await refreshCaptures(queries)
          }}
        />
      ) : null}
    </section>
  )
}
