import { useState } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import type { ReportHierarchy } from '../../../../decoder/report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'

interface TreeRow {
  readonly key: string
  readonly name: string
  readonly depth: number
  readonly frames: number
  readonly bytes: number
  /** The whole stack as a filter: each of it occurs. */
  readonly term: string
}
const SHOWN = 20
const DEEPEST_SHOWN = 10

export function flatten(nodes: readonly ReportHierarchy[], above: readonly string[] = []): readonly TreeRow[] {
  return nodes.flatMap(({ name, frames, bytes, inside }) => {
    const stack = [...above, name]
    const row = {
      key: stack.join(' '),
      name,
      depth: above.length,
      frames,
      bytes,
      // What carries it is implied by most; the innermost two tell DNS over TCP from DNS over UDP.
      term: [...new Set(stack.slice(-2))].join(' && '),
    }
    return [row, ...flatten(inside, stack)]
  })
}

export function ProtocolsCard() {
  const { t, value } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const [all, setAll] = useState(false)
  const rows = flatten(report.hierarchy)
  return (
    <Card title={t('packets.page.protocols')} span={5} aside={t('packets.page.protocols-of')}>
      <ul className="count-bars hierarchy dense">
        {(all ? rows : rows.slice(0, SHOWN)).map(({ key, name, depth, frames, bytes, term }) => (
          <li key={key}>
            <span className="count-label" title={key}>
              {Array.from({ length: Math.min(depth, DEEPEST_SHOWN) }, (_, level) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a level is its depth
                <i key={level} className="hierarchy-level" aria-hidden="true" />
              ))}
              <Anchor href={narrowed(term)}>{name}</Anchor>{' '}
              <span className="muted">
                {value(report.packets > 0 ? (frames / report.packets) * 100 : 0, 'percent')}
              </span>
            </span>
            <span className="count-bar" aria-hidden="true">
              <i style={{ width: `${report.packets > 0 ? (frames / report.packets) * 100 : 0}%` }} />
            </span>
            <span className="number" title={value(bytes, 'bytes')}>
              {value(frames, 'count')}
            </span>
          </li>
        ))}
      </ul>
      {rows.length > SHOWN ? (
        <button type="button" className="button-small button-quiet" onClick={() => setAll(!all)}>
          {all ? t('packets.page.fewer') : t('packets.page.all-of', { count: rows.length })}
        </button>
      ) : null}
    </Card>
  )
}
