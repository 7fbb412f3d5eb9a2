/** What can be done with a capture: keep, analyse again, cancel, take along, delete. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { patch } from '../../../../web/api/client.ts'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { useGo } from '../../../../web/shell/use-address.ts'
import { Menu } from '../../../../web/ui/menu.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import { type CaptureDetail, isSettled, REPORT_TABLES } from '../schema.ts'
import { cancelCapture, captureApi, isDeletable, refreshCaptures, retryCapture } from './api.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { RenameDialog } from './rename-dialog.tsx'

export function CaptureActions({ capture }: { capture: CaptureDetail }) {
  const { t } = useWords()
  const me = useMe()
  const go = useGo()
  const queries = useQueryClient()
  const toasts = useToasts()
  const [asking, setAsking] = useState<'delete' | 'rename'>()
  const may = mayDo(me.role, 'operator')
  const settled = isSettled(capture)
  const act = (task: Promise<unknown>, done: string) =>
    task.then(() => toasts.done(done)).then(() => refreshCaptures(queries), toasts.failed)
  return (
    <>
      {capture.progress?.silent && !capture.progress.revision ? null : <ReportMenu capture={capture} />}
      {may && !settled && isCancellable(capture) ? (
        <button
          type="button"
          onClick={() => void act(cancelCapture(capture.id), t(`packets.page.cancelled${ofWhat(capture)}`))}
        >
          {t(`packets.page.cancel${ofWhat(capture)}`)}
        </button>
      ) : null}
      {may && !settled && isDeletable(capture) ? (
        <button type="button" onClick={() => setAsking('delete')}>
          {t('packets.page.delete-this')}
        </button>
      ) : null}
      {may && settled ? (
        <Menu label={t('packets.page.more')} button={t('packets.page.more')}>
          <button type="button" onClick={() => void act(retryCapture(capture.id), t('packets.page.analysing-again'))}>
            {t(capture.state === 'done' ? 'packets.page.analyse-again' : 'packets.page.retry')}
          </button>
          <button
            type="button"
            onClick={() =>
              void act(
                patch(captureApi(capture.id), { keep: !capture.keep }),
                t(capture.keep ? 'packets.page.keep-off-done' : 'packets.page.keep-on-done'),
              )
            }
          >
            {t(capture.keep ? 'packets.page.keep-off' : 'packets.page.keep-on')}
          </button>
          <button type="button" onClick={() => setAsking('rename')}>
            {t('packets.page.rename')}
          </button>
          <hr />
          <button type="button" onClick={() => setAsking('delete')}>
            {t('packets.page.delete-this')}
          </button>
        </Menu>
      ) : null}
      {asking === 'delete' ? (
        <DeleteDialog capture={capture} onClose={() => setAsking(undefined)} onDeleted={() => go('/packets')} />
      ) : null}
      {asking === 'rename' ? <RenameDialog capture={capture} onClose={() => setAsking(undefined)} /> : null}
    </>
  )
}

const ofWhat = ({ state }: CaptureDetail) => (state === 'arriving' ? '-fetch' : '')
/** An upload on its way has no analysis yet: whoever sends it ends it. */
const isCancellable = ({ state, origin }: CaptureDetail) => state !== 'arriving' || origin === 'site'

function ReportMenu({ capture }: { capture: CaptureDetail }) {
  const { t } = useWords()
  const api = captureApi(capture.id)
  return (
    <Menu label={t('packets.page.take')} button={t('packets.page.take')}>
      <a href={`${api}/report?format=json&download=true`} download="">
        JSON
      </a>
      <a href={`${api}/report?format=html&download=true`} download="">
        HTML
      </a>
      {REPORT_TABLES.map((table) => (
        <a key={table} href={`${api}/report?format=csv&table=${table}&download=true`} download="">
          CSV · {t(`packets.page.table.${table}`)}
        </a>
      ))}
    </Menu>
  )
}
