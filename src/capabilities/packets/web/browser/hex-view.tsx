/** The bytes of a frame, sixteen a line, as numbers and letters; those of the field pointed at are marked. */
import { memo, useEffect, useState } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { type ByteRange, toHexPair, toLetter } from './byte-range.ts'

const LINE_BYTES = 16
const FIRST_LINES = 64

export function HexView(props: {
  bytes: Uint8Array
  near: ByteRange | undefined
  chosen: ByteRange | undefined
  onNear: (byte: number | undefined) => void
  onChoose: (byte: number) => void
}) {
  const { t } = useWords()
  const { bytes, near, chosen } = props
  const [all, setAll] = useState(false)
  const lines = Math.ceil(bytes.length / LINE_BYTES)
  const chosenLine = chosen ? Math.floor(chosen.start / LINE_BYTES) : 0
  const shown = all || chosenLine >= FIRST_LINES ? lines : Math.min(lines, FIRST_LINES)
  useEffect(() => {
    document.querySelector(`[data-hex-line="${chosenLine}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [chosenLine])
  const at = (target: EventTarget) => {
    const byte = target instanceof HTMLElement ? target.dataset['byte'] : undefined
    return byte === undefined ? undefined : Number(byte)
  }
  return (
    <>
      {/* biome-ignore lint/a11y: the tree beside it says the same to readers of the screen */}
      <div
        className="hex mono"
        aria-hidden="true"
        onMouseOver={({ target }) => props.onNear(at(target))}
        onMouseLeave={() => props.onNear(undefined)}
        onClick={({ target }) => {
          const byte = at(target)
          if (byte !== undefined) props.onChoose(byte)
        }}
      >
        {Array.from({ length: shown }, (_, line) => {
          const start = line * LINE_BYTES
          return (
            <HexLine
              key={start}
              line={line}
              bytes={bytes}
              nearFrom={clip(near?.start, start)}
              nearTo={clip(near?.end, start)}
              chosenFrom={clip(chosen?.start, start)}
              chosenTo={clip(chosen?.end, start)}
            />
          )
        })}
      </div>
      {shown < lines ? (
        <button type="button" className="button-small" onClick={() => setAll(true)}>
          {t('packets.page.hex-all', { count: bytes.length })}
        </button>
      ) : null}
    </>
  )
}

/** Within the line: a line that is not touched does not change, and is not drawn again. */
const clip = (byte: number | undefined, start: number) =>
  byte === undefined ? 0 : Math.max(0, Math.min(LINE_BYTES, byte - start))

const HexLine = memo(function HexLine(props: {
  line: number
  bytes: Uint8Array
  nearFrom: number
  nearTo: number
  chosenFrom: number
  chosenTo: number
}) {
  const start = props.line * LINE_BYTES
  const places = [...props.bytes.subarray(start, start + LINE_BYTES)]
  const mark = (place: number) => {
    if (place >= props.nearFrom && place < props.nearTo) return 'hex-near'
    return place >= props.chosenFrom && place < props.chosenTo ? 'hex-chosen' : undefined
  }
  return (
    <div className="hex-line" data-hex-line={props.line}>
      <span className="muted">{start.toString(16).padStart(4, '0')}</span>
      <span className="hex-pairs">
        {places.map((byte, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a byte is its place
          <span key={place} className={mark(place)} data-byte={start + place}>
            {toHexPair(byte)}
          </span>
        ))}
      </span>
      <span className="hex-letters">
        {places.map((byte, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a byte is its place
          <span key={place} className={mark(place)} data-byte={start + place}>
            {toLetter(byte)}
          </span>
        ))}
      </span>
    </div>
  )
})
