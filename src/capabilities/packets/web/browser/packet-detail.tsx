/** One packet: its layers beside its bytes. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useKeys } from '../../../../../web/keys/use-keys.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Answered } from '../../../../../web/ui/answers.tsx'
import { Icon } from '../../../../../web/ui/icon.tsx'
import { StatusDot } from '../../../../../web/ui/state.tsx'
import { useNarrow } from '../../../../../web/ui/use-narrow.ts'
import type { PacketDetail as Detail } from '../../browse/schema.ts'
import { askPacket, decodeHex } from './browse-api.ts'
import { type FoundField, fieldAt } from './byte-range.ts'
import { HexView } from './hex-view.tsx'
import { LayerTree } from './layer-tree.tsx'
import { StreamDialog, type StreamForm } from './stream-dialog.tsx'

export function PacketDetail(props: {
  capture: string
  number: number
  /** The form in which the stream it belongs to is followed. */
  stream: StreamForm | undefined
  onStream: (form: StreamForm | undefined) => void
  onClose: () => void
  onNarrow: (term: string) => void
}) {
  const { t, value } = useWords()
  const { capture, number, stream, onStream } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useKeys({ Escape: props.onClose })
  const narrow = useNarrow()
  useEffect(() => {
    // On a phone it lies below the list, out of sight.
    if (narrow) heading.current?.scrollIntoView({ block: 'center' })
  }, [narrow])
  const answer = useQuery({
    queryKey: ['packets', 'packet', capture, number],
    queryFn: ({ signal }) => askPacket(capture, number, signal),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const conversation = answer.data?.conversation
  return (
    <section className="packet-detail" aria-label={t('packets.page.packet', { number: value(number, 'count') })}>
      <div className="split packet-detail-head">
        <h2 ref={heading}>{t('packets.page.packet', { number: value(number, 'count') })}</h2>
        <div className="actions">
          {conversation && !answer.data?.withheld ? (
            <button type="button" onClick={() => onStream('text')}>
              {t('packets.page.follow')}
            </button>
          ) : null}
          {conversation ? (
            <button type="button" onClick={() => props.onNarrow(conversation)}>
              {t('packets.page.stream-filter')}
            </button>
          ) : null}
          <button type="button" className="button-quiet" onClick={props.onClose} aria-label={t('shell.close')}>
            <Icon name="close" />
          </button>
        </div>
      </div>
      <Answered answer={answer}>
        {(packet) => <PacketInFull key={packet.row.number} packet={packet} onNarrow={props.onNarrow} />}
      </Answered>
      {stream === undefined ? null : (
        <StreamDialog
          capture={capture}
          number={number}
          form={stream}
          onForm={onStream}
          onClose={() => onStream(undefined)}
          onNarrow={props.onNarrow}
        />
      )}
    </section>
  )
}

function PacketInFull({ packet, onNarrow }: { packet: Detail; onNarrow: (term: string) => void }) {
  const { t } = useWords()
  const [near, setNear] = useState<FoundField>()
  const [chosen, setChosen] = useState<FoundField>()
  const { layers, problem, withheld, hex, capturedBytes } = packet
  const wireLength = packet.row.length
  const bytes = useMemo(() => decodeHex(hex ?? ''), [hex])
  // Escape gives up the field before the packet.
  useKeys({ Escape: () => setChosen(undefined) }, chosen !== undefined)
  useEffect(() => setNear(undefined), [])
  return (
    <>
      <div className="packet-remarks">
        {capturedBytes < wireLength ? (
          <p>
            <StatusDot state="caution" /> {t('packets.page.packet-cut', { captured: capturedBytes, count: wireLength })}
          </p>
        ) : null}
        {problem ? (
          <p>
            <StatusDot state="caution" /> {t(`packets.page.packet-problem.${problem.code}`)}{' '}
            {t('packets.page.packet-problem-at', { offset: problem.offset })}
          </p>
        ) : null}
        {withheld ? (
          <p>
            <StatusDot state="info" /> {t('packets.page.payload-withheld')}
          </p>
        ) : null}
      </div>
      <div className="packet-panes">
        <div className="packet-pane">
          <LayerTree layers={layers} pointing={{ near, chosen, onNear: setNear, onChoose: setChosen, onNarrow }} />
        </div>
        {hex === undefined ? null : (
          <div className="packet-pane">
            <HexView
              bytes={bytes}
              near={near}
              chosen={chosen}
              onNear={(byte) => setNear(byte === undefined ? undefined : fieldAt(layers, byte))}
              onChoose={(byte) => setChosen(fieldAt(layers, byte))}
            />
          </div>
        )}
      </div>
    </>
  )
}
