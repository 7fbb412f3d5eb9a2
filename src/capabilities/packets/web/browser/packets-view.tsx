/** Packets, filtered; the one that is open stands below with its layers and bytes. The address bar holds all of it. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { ApiProblem } from '../../../../../web/api/client.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { integer, oneOf, optionalOneOf } from '../../../../../web/shell/address.ts'
import { useAddress } from '../../../../../web/shell/use-address.ts'
import { Empty, Failed } from '../../../../../web/ui/answers.tsx'
import { ProgressBar } from '../../../../../web/ui/bars.tsx'
import { Icon } from '../../../../../web/ui/icon.tsx'
import { type CaptureDetail, isSettled } from '../../schema.ts'
import { refreshCaptures } from '../api.ts'
import { narrow } from '../filter-terms.ts'
import { filterSpec, useCaptureView } from '../report/capture-context.tsx'
import { askPlace, exportHref } from './browse-api.ts'
import { FilterBox, problemOf } from './filter-box.tsx'
import { PacketDetail } from './packet-detail.tsx'
import { PacketList } from './packet-list.tsx'
import { STREAM_FORMS } from './stream-dialog.tsx'
import { type Rows, useRows } from './use-rows.ts'

const CLOCKS = ['relative', 'clock'] as const
const spec = {
  ...filterSpec,
  packet: integer(0, 1),
  time: oneOf(CLOCKS, 'relative'),
  stream: optionalOneOf(STREAM_FORMS),
}
/** No packet is open then. */
const CLOSED = { packet: 0, stream: undefined }

export function PacketsView({ capture }: { capture: CaptureDetail }) {
  const [values, change] = useAddress(spec)
  const { filter, packet, stream } = values
  const isRight = useMemo(() => problemOf(filter) === undefined, [filter])
  const narrowBy = (term: string) => change({ filter: narrow(filter, term), ...CLOSED }, 'push')
  return (
    <div className={`page-row packets ${packet === 0 ? '' : 'packets-open'}`}>
      <FilterBox filter={filter} onFilter={(next) => change({ filter: next, ...CLOSED }, 'push')} />
      {isRight ? <Kept key={filter} capture={capture} /> : null}
      {packet === 0 ? null : (
        <PacketDetail
          capture={capture.id}
          number={packet}
          stream={stream}
          onStream={(form) => change({ stream: form }, stream === undefined ? 'push' : 'replace')}
          onClose={() => change(CLOSED, 'push')}
          onNarrow={narrowBy}
        />
      )}
    </div>
  )
}

/** What the filter keeps; one that cannot be read is not asked about. */
function Kept({ capture }: { capture: CaptureDetail }) {
  const { report } = useCaptureView()
  const [{ filter, packet, time }, change] = useAddress(spec)
  const rows = useRows(capture.id, filter, isSettled(capture) ? 'settled' : 'moving')
  const [openIndex, setPlace] = useOpenPlace(capture.id, filter, packet)
  return (
    <>
      <ListTools capture={capture} filter={filter} rows={rows} all={report.packets} />
      <KeptPackets
        rows={rows}
        filter={filter}
        open={packet === 0 ? undefined : packet}
        openIndex={openIndex}
        clock={time}
        onClock={() => change({ time: time === 'clock' ? 'relative' : 'clock' })}
        onOpen={(number, index) => {
          setPlace({ number, index })
          change({ packet: number, stream: undefined }, packet === 0 ? 'push' : 'replace')
        }}
      />
    </>
  )
}

interface Place {
  readonly number: number
  readonly index: number
}
/** Where the open packet stands in the list: known when it was opened from it, asked for when the address brought it. */
function useOpenPlace(capture: string, filter: string, packet: number) {
  const [place, setPlace] = useState<Place>()
  const known = place?.number === packet ? place.index : undefined
  useEffect(() => {
    if (packet === 0 || known !== undefined) return undefined
    const control = new AbortController()
    askPlace(capture, filter, packet, control.signal).then(
      (index) => index !== undefined && setPlace({ number: packet, index }),
      // The list says itself what is wrong.
      () => undefined,
    )
    return () => control.abort()
  }, [capture, filter, packet, known])
  return [packet === 0 ? undefined : known, setPlace] as const
}

function KeptPackets(props: Parameters<typeof PacketList>[0] & { filter: string }) {
  const { t } = useWords()
  const { rows, filter } = props
  if (rows.error) return <RowsFailed error={rows.error} onRetry={rows.retry} />
  if (rows.complete && rows.total === 0)
    return <Empty title={t(filter === '' ? 'packets.page.packets-none' : 'packets.page.filter-none')} />
  if (!rows.loading && rows.total === 0 && filter !== '') return <Empty title={t('packets.page.filter-none-yet')} />
  return <PacketList {...props} />
}

function RowsFailed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const changed = error instanceof ApiProblem && error.problem.code === 'packets.file-changed'
  // The head of the page says it too then, with the button that analyses it again.
  useEffect(() => {
    if (changed) void refreshCaptures(queries)
  }, [changed, queries])
  const gone = error instanceof ApiProblem && error.problem.status === 410
  return <Failed error={error} onRetry={onRetry} next={gone ? t('packets.page.file-gone-next') : undefined} />
}

function ListTools(props: { capture: CaptureDetail; filter: string; rows: Rows; all: number }) {
  const { t, value } = useWords()
  const { rows, filter, capture, all } = props
  const [whyNot, setWhyNot] = useState(false)
  const said = !rows.loading && !rows.error
  const scanning = !rows.complete && !rows.error && !rows.loading
  const kept = value(rows.total, 'count')
  return (
    <div className="packet-tools">
      <p role="status">
        {rows.loading ? t('packets.page.rows-loading') : null}
        {said && filter === '' ? t('packets.page.rows-all', { count: rows.total }) : null}
        {said && filter !== ''
          ? t('packets.page.rows-kept', { count: rows.total, kept, all: value(Math.max(all, rows.packets), 'count') })
          : null}
      </p>
      {scanning && all > 0 ? (
        <ProgressBar label={t('packets.page.rows-scanning')} percent={Math.min(100, (rows.scanned / all) * 100)} />
      ) : null}
      <div className="actions">
        {capture.maySeePayload ? (
          <a className="button" href={exportHref(capture.id, filter)} download="">
            <Icon name="save" /> {t(filter === '' ? 'packets.page.export-all' : 'packets.page.export')}
          </a>
        ) : (
          <button type="button" aria-expanded={whyNot} onClick={() => setWhyNot(!whyNot)}>
            <Icon name="save" /> {t('packets.page.export-why-not')}
          </button>
        )}
      </div>
      {whyNot ? <p className="muted packet-why">{t('packets.page.payload-withheld')}</p> : null}
    </div>
  )
}
