/** The layers of a frame with their fields. A field pointed at marks its bytes; one chosen can narrow the filter. */
import { type ReactNode, useEffect, useState } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import type { PacketDetail, PacketField } from '../../browse/schema.ts'
import { type FieldPath, type FoundField, isWithin } from './byte-range.ts'
import { endsOf, fieldTerm, writeValue } from './field-value.ts'

type PacketLayer = PacketDetail['layers'][number]

export interface Pointing {
  readonly near: FoundField | undefined
  readonly chosen: FoundField | undefined
  onNear(found: FoundField | undefined): void
  onChoose(found: FoundField | undefined): void
  onNarrow(term: string): void
}

export function LayerTree({ layers, pointing }: { layers: readonly PacketLayer[]; pointing: Pointing }) {
  const { t } = useWords()
  return (
    <ol className="layers dense" aria-label={t('packets.page.layers')}>
      {layers.map((layer, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a layer is its place
        <li key={place}>
          <Layer layer={layer} path={`${place}`} pointing={pointing} initially={place === layers.length - 1} />
        </li>
      ))}
    </ol>
  )
}

function Layer(props: { layer: PacketLayer; path: FieldPath; pointing: Pointing; initially: boolean }) {
  const { value } = useWords()
  const { layer, path, pointing } = props
  const range = { path, start: layer.start, end: layer.end }
  return (
    <Branch
      path={path}
      pointing={pointing}
      initially={props.initially}
      head={
        <span className="layer-head" {...pointAt(range, pointing)}>
          <b>{layer.title}</b> <code className="muted">{layer.protocol}</code>{' '}
          <span className="muted">{value(layer.end - layer.start, 'bytes')}</span> <span>{endsOf(layer)}</span>
        </span>
      }
    >
      <FieldList fields={layer.fields} path={path} pointing={pointing} />
    </Branch>
  )
}

/** Opens by itself when what was chosen in the bytes lies in it. */
function Branch(props: {
  path: FieldPath
  pointing: Pointing
  initially: boolean
  head: ReactNode
  children: ReactNode
}) {
  const [open, setOpen] = useState(props.initially)
  const { chosen } = props.pointing
  useEffect(() => {
    if (chosen && chosen.path !== props.path && isWithin(chosen.path, props.path)) setOpen(true)
  }, [chosen, props.path])
  return (
    <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={markOf(props.path, props.pointing)}>{props.head}</summary>
      {open ? props.children : null}
    </details>
  )
}

function FieldList({
  fields,
  path,
  pointing,
}: {
  fields: readonly PacketField[]
  path: FieldPath
  pointing: Pointing
}) {
  return (
    <ul className="fields">
      {fields.map((field, place) => {
        const own = `${path}/${place}`
        return (
          <li key={own}>
            {field.fields && field.fields.length > 0 ? (
              <Branch
                path={own}
                pointing={pointing}
                initially={fields.length < 12}
                head={
                  <span {...pointAt({ path: own, start: field.start, end: field.end }, pointing)}>
                    <FieldWords field={field} />
                  </span>
                }
              >
                <FieldList fields={field.fields} path={own} pointing={pointing} />
              </Branch>
            ) : (
              <FieldLine field={field} path={own} pointing={pointing} />
            )}
          </li>
        )
      })}
    </ul>
  )
}

function FieldLine({ field, path, pointing }: { field: PacketField; path: FieldPath; pointing: Pointing }) {
  const { t } = useWords()
  const range = { path, start: field.start, end: field.end }
  const isChosen = pointing.chosen?.path === path
  const term = fieldTerm(field)
  useEffect(() => {
    if (isChosen) document.querySelector(`[data-field="${path}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [isChosen, path])
  return (
    <div className={`field-line ${markOf(path, pointing)}`} data-field={path}>
      <button
        type="button"
        className="field-button"
        aria-pressed={isChosen}
        onClick={() => pointing.onChoose(isChosen ? undefined : range)}
        {...pointAt(range, pointing)}
      >
        <FieldWords field={field} />
      </button>
      {isChosen && term ? (
        <button type="button" className="button-small" onClick={() => pointing.onNarrow(term)}>
          {t('packets.page.field-filter')}
        </button>
      ) : null}
    </div>
  )
}

function FieldWords({ field }: { field: PacketField }) {
  const { name, value, meaning } = field
  return (
    <>
      <span className="field-name">{name}</span>{' '}
      {value === undefined ? null : <span className="field-value mono">{writeValue(field)}</span>}{' '}
      {meaning === undefined ? null : <span className="info">{meaning}</span>}
    </>
  )
}

function markOf(path: FieldPath, { near, chosen }: Pointing): string {
  if (near?.path === path) return 'field-near'
  return chosen?.path === path ? 'field-chosen' : ''
}

const pointAt = (found: FoundField, { onNear }: Pointing) => ({
  onMouseEnter: () => onNear(found),
  onMouseLeave: () => onNear(undefined),
  onFocus: () => onNear(found),
  onBlur: () => onNear(undefined),
})
