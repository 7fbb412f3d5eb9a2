/** Captures opened where they lie, in a folder of the server that the settings allow, or fetched from a machine that is known. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '../../../../../web/api/client.ts'
import { useMe } from '../../../../../web/api/me.ts'
import { mayDo } from '../../../../../web/api/roles.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Answered, Empty } from '../../../../../web/ui/answers.tsx'
import { Modal } from '../../../../../web/ui/modal.tsx'
import { StatusDot } from '../../../../../web/ui/state.tsx'
import type { Folder, FolderList, SiteList } from '../../schema.ts'
import { PlaceBrowser, type Root } from './place-browser.tsx'
import { SiteForm } from './site-form.tsx'
import { Sites } from './site-list.tsx'

export function OpenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [root, setRoot] = useState<Root>()
  const [adding, setAdding] = useState(false)
  return (
    <Modal title={t(adding ? 'packets.page.site-add' : 'packets.page.open-title')} onClose={onClose} wide>
      {adding ? <SiteForm onEnd={() => setAdding(false)} /> : null}
      {root ? <PlaceBrowser key={root.api} root={root} onBack={() => setRoot(undefined)} onClose={onClose} /> : null}
      {adding || root ? null : <Roots onRoot={setRoot} onAdd={() => setAdding(true)} />}
    </Modal>
  )
}

function Roots({ onRoot, onAdd }: { onRoot: (root: Root) => void; onAdd: () => void }) {
  const { t } = useWords()
  const me = useMe()
  const mayAdd = mayDo(me.role, 'admin')
  const answer = useQuery({
    queryKey: ['packets', 'places'],
    queryFn: async ({ signal }) => {
      const [{ folders }, { sites }] = await Promise.all([
        get<FolderList>('/api/packets/folders', undefined, signal),
        get<SiteList>('/api/packets/sites', undefined, signal),
      ])
      return { folders, sites }
    },
  })
  return (
    <div className="form">
      <p className="muted">{t('packets.page.open-why')}</p>
      <Answered answer={answer}>
        {({ folders, sites }) => (
          <>
            {folders.length === 0 && sites.length === 0 ? (
              <Empty title={t('packets.page.open-none')}>
                {t(mayAdd ? 'packets.page.open-none-next' : 'packets.page.open-none-ask')}
              </Empty>
            ) : null}
            {folders.length > 0 ? <Folders folders={folders} onRoot={onRoot} /> : null}
            {sites.length > 0 ? <Sites sites={sites} mayRemove={mayAdd} onRoot={onRoot} /> : null}
            {mayAdd ? (
              <div className="actions">
                <button type="button" onClick={onAdd}>
                  {t('packets.page.site-add')}
                </button>
              </div>
            ) : null}
          </>
        )}
      </Answered>
    </div>
  )
}

function Folders({ folders, onRoot }: { folders: readonly Folder[]; onRoot: (root: Root) => void }) {
  const { t } = useWords()
  return (
    <section>
      <h3>{t('packets.page.open-folders')}</h3>
      <ul className="places">
        {folders.map(({ id, path, readable }) => (
          <li key={id}>
            <button
              type="button"
              className="place"
              disabled={!readable}
              onClick={() => onRoot({ api: `/api/packets/folders/${id}`, where: { folder: id }, name: path })}
            >
              <code className="place-name">{path}</code>
              {readable ? null : (
                <span className="place-facts">
                  <StatusDot state="caution" /> {t('packets.page.open-unreadable')}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
