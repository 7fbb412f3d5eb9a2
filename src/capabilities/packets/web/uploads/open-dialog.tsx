/** Captures opened where they lie: in a folder the settings allow, or on a machine that is known. Nothing there is changed. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '../../../../../web/api/client.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { useGo } from '../../../../../web/shell/use-address.ts'
import { Answered, Empty, Failed } from '../../../../../web/ui/answers.tsx'
import { ProgressBar } from '../../../../../web/ui/bars.tsx'
import { Modal } from '../../../../../web/ui/modal.tsx'
import { StatusDot } from '../../../../../web/ui/state.tsx'
import type { OpenBody, PlaceList, Site, Uploaded } from '../../schema.ts'
import { captureHref, refreshCaptures } from '../api.ts'

interface Folders {
  readonly folders: readonly { readonly id: number; readonly path: string; readonly readable: boolean }[]
}
interface Sites {
  readonly sites: readonly Site[]
}
/** A folder of the server by number, or a machine by id. */
type Root = { readonly folder: number; readonly name: string } | { readonly site: string; readonly name: string }

export function OpenDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [root, setRoot] = useState<Root>()
  return (
    <Modal title={t('packets.page.open-title')} onClose={onClose} wide>
      <div className="form">
        <p className="muted">{t('packets.page.open-why')}</p>
        {root ? (
          <PlaceBrowser root={root} onBack={() => setRoot(undefined)} onClose={onClose} />
        ) : (
          <Roots onRoot={setRoot} />
        )}
      </div>
    </Modal>
  )
}

function Roots({ onRoot }: { onRoot: (root: Root) => void }) {
  const { t } = useWords()
  const folders = useQuery({
    queryKey: ['packets', 'folders'],
    queryFn: ({ signal }) => get<Folders>('/api/packets/folders', undefined, signal),
  })
  const sites = useQuery({
    queryKey: ['packets', 'sites'],
    queryFn: ({ signal }) => get<Sites>('/api/packets/sites', undefined, signal),
  })
  return (
    <>
      <Answered answer={folders}>
        {(answer) =>
          answer.folders.length === 0 && (sites.data?.sites.length ?? 0) === 0 ? (
            <Empty title={t('packets.page.open-none')}>{t('packets.page.open-none-next')}</Empty>
          ) : (
            <ul className="places">
              {answer.folders.map(({ id, path, readable }) => (
                <li key={id}>
                  <button type="button" disabled={!readable} onClick={() => onRoot({ folder: id, name: path })}>
                    <code>{path}</code>
                  </button>
                  {readable ? null : (
                    <span>
                      <StatusDot state="caution" /> {t('packets.page.open-unreadable')}
                    </span>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      {sites.data && sites.data.sites.length > 0 ? (
        <section>
          <h3>{t('packets.page.open-sites')}</h3>
          <ul className="places">
            {sites.data.sites.map(({ id, name, user, host }) => (
              <li key={id}>
                <button type="button" onClick={() => onRoot({ site: id, name })}>
                  {name} <span className="muted">{`${user}@${host}`}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  )
}

const apiOf = (root: Root) =>
  'site' in root ? `/api/packets/sites/${encodeURIComponent(root.site)}/entries` : `/api/packets/folders/${root.folder}`

function PlaceBrowser({ root, onBack, onClose }: { root: Root; onBack: () => void; onClose: () => void }) {
  const { t, value, at } = useWords()
  const go = useGo()
  const queries = useQueryClient()
  const [path, setPath] = useState('')
  const [opening, setOpening] = useState<string>()
  const [error, setError] = useState<unknown>()
  const answer = useQuery({
    queryKey: ['packets', 'place', apiOf(root), path],
    queryFn: ({ signal }) => get<PlaceList>(apiOf(root), path ? { path } : undefined, signal),
  })
  const open = async (file: string) => {
    setOpening(file)
    setError(undefined)
    try {
      const where = 'site' in root ? { site: root.site } : { folder: root.folder }
      const { capture } = await post<Uploaded>('/api/packets/captures/open', {
        ...where,
        path: file,
      } satisfies OpenBody)
      await refreshCaptures(queries)
      onClose()
      go(captureHref(capture.id))
    } catch (failure) {
      setError(failure)
      setOpening(undefined)
    }
  }
  return (
    <section className="place-browser">
      <div className="split">
        <code>{[root.name.replace(/\/$/, ''), path].filter(Boolean).join('/')}</code>
        <button type="button" className="button-small" onClick={path === '' ? onBack : () => setPath(toParent(path))}>
          {t('packets.page.open-up')}
        </button>
      </div>
      {opening ? <ProgressBar label={t('packets.page.opening', { name: opening })} /> : null}
      {error ? <Failed error={error} /> : null}
      <Answered answer={answer}>
        {({ entries }) =>
          entries.length === 0 ? (
            <Empty title={t('packets.page.open-empty')} />
          ) : (
            <ul className="places places-long">
              {entries.map((entry) => (
                <li key={entry.path}>
                  <button
                    type="button"
                    disabled={opening !== undefined}
                    onClick={() => (entry.isFolder ? setPath(entry.path) : void open(entry.path))}
                  >
                    {entry.isFolder ? `${entry.name}/` : entry.name}
                  </button>
                  <span className="muted number">
                    {entry.sizeBytes === undefined || entry.isFolder ? '' : value(entry.sizeBytes, 'bytes')}
                    {entry.changedMs === undefined ? '' : ` · ${at(entry.changedMs)}`}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </section>
  )
}
const toParent = (path: string) => path.split('/').slice(0, -1).join('/')
