/** What both sides of a conversation said, in order: who spoke stands beside it, not in colour alone. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Answered, Empty } from '../../../../../web/ui/answers.tsx'
import { Segmented } from '../../../../../web/ui/form.tsx'
import { Modal } from '../../../../../web/ui/modal.tsx'
import type { Stream } from '../../browse/schema.ts'
import { askStream, decodeBase64, type StreamPiece } from './browse-api.ts'
import { toHexPair, toLetter } from './byte-range.ts'

export const STREAM_FORMS = ['text', 'hex'] as const
export type StreamForm = (typeof STREAM_FORMS)[number]
const LINE_BYTES = 16

export function StreamDialog(props: {
  capture: string
  number: number
  form: StreamForm
  onForm: (form: StreamForm) => void
  onClose: () => void
  onNarrow: (term: string) => void
}) {
  const { t } = useWords()
  const { form } = props
  const answer = useInfiniteQuery({
    queryKey: ['packets', 'stream', props.capture, props.number],
    queryFn: ({ signal, pageParam }) => askStream(props.capture, props.number, pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: ({ next }: Stream) => next,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  return (
    <Modal title={t('packets.page.stream')} onClose={props.onClose} wide>
      <div className="form stream">
        <Segmented
          label={t('packets.page.stream-form')}
          value={form}
          choices={STREAM_FORMS.map((value) => ({ value, label: t(`packets.page.stream-form.${value}`) }))}
          onChange={props.onForm}
        />
        <Answered answer={answer}>
          {({ pages }) => (
            <>
              <Conversation pages={pages} form={form} />
              <div className="actions">
                {answer.hasNextPage ? (
                  <button type="button" disabled={answer.isFetching} onClick={() => void answer.fetchNextPage()}>
                    {t('packets.page.stream-more')}
                  </button>
                ) : null}
                <button type="button" onClick={() => props.onNarrow(pages[0]?.filter ?? '')}>
                  {t('packets.page.stream-filter')}
                </button>
              </div>
            </>
          )}
        </Answered>
      </div>
    </Modal>
  )
}

const toEnd = ({ address, port }: Stream['a']) =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

function Conversation({ pages, form }: { pages: readonly Stream[]; form: StreamForm }) {
  const { t } = useWords()
  const [first] = pages
  if (!first) return null
  const ends = { a: toEnd(first.a), b: toEnd(first.b) }
  const pieces = pages.flatMap((page) => page.pieces)
  const opener = pieces[0]?.from ?? 'a'
  const other = opener === 'a' ? 'b' : 'a'
  if (pieces.length === 0) return <Empty title={t('packets.page.stream-empty')} />
  return (
    <>
      <p className="stream-ends">
        <span>→ {ends[opener]}</span> <span>← {ends[other]}</span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long, so that keys can scroll it */}
      <section className="log stream-parts" tabIndex={0} aria-label={t('packets.page.stream')}>
        {pieces.map((piece, place) => (
          <Piece
            // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
            key={place}
            piece={piece}
            form={form}
            end={ends[piece.from]}
            side={piece.from === opener ? 'opener' : 'other'}
          />
        ))}
      </section>
      {pages.at(-1)?.complete ? null : <p className="muted">{t('packets.page.stream-cut')}</p>}
    </>
  )
}

function Piece({
  piece,
  form,
  end,
  side,
}: {
  piece: StreamPiece
  form: StreamForm
  end: string
  side: 'opener' | 'other'
}) {
  const { t } = useWords()
  const { missing, base64 } = piece
  const shown = useMemo(() => {
    const bytes = decodeBase64(base64)
    return form === 'hex' ? toHexLines(bytes) : toText(bytes)
  }, [base64, form])
  return (
    <div className={`stream-part stream-${side}`}>
      <span className="unseen">{t('packets.page.stream-says', { end })}</span>
      <span aria-hidden="true">{side === 'opener' ? '→' : '←'}</span>
      <div>
        {missing ? <p className="stream-missing">{t('packets.page.stream-missing', { bytes: missing })}</p> : null}
        <pre>{shown}</pre>
      </div>
    </div>
  )
}

function toText(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes)
  return text.replace(/[^\P{C}\n\t]/gu, (letter) => (letter === '\r' ? '' : '·')).replaceAll('\ufffd', '·')
}
function toHexLines(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += LINE_BYTES) {
    const line = [...bytes.subarray(at, at + LINE_BYTES)]
    lines.push(
      `${line
        .map(toHexPair)
        .join(' ')
        .padEnd(LINE_BYTES * 3)} ${line.map(toLetter).join('')}`,
    )
  }
  return lines.join('\n')
}
