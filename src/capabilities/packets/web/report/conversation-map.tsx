/** Top talkers as a ring; lines as thick as what went along them. A click on either leads to its packets. */
import { useMemo, useState } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Empty } from '../../../../../web/ui/answers.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { useNarrow } from '../../../../../web/ui/use-narrow.ts'
import { addressTerm, pairTerm } from '../filter-terms.ts'
import { useCaptureView, useNameOf, useNarrowed } from './capture-context.tsx'
import { layOutMap, type MapEdge, type MapNode } from './map-layout.ts'

const LABEL_GAP = 12

/** A ring as large as it needs to be, with room for the labels beside it. */
interface Ring {
  readonly width: number
  readonly height: number
  readonly x: number
  readonly y: number
  readonly longestLabel: number
}
function toRing(nodes: number, narrow: boolean): Ring {
  const y = nodes <= 2 ? 20 : nodes <= 6 ? 90 : 150
  return narrow
    ? { width: 400, height: 2 * y + 60, x: 80, y, longestLabel: 16 }
    : { width: 640, height: 2 * y + 100, x: 170, y, longestLabel: 19 }
}

export function ConversationMap() {
  const { t } = useWords()
  const narrow = useNarrow()
  const { report } = useCaptureView()
  const [near, setNear] = useState<string>()
  const map = useMemo(() => layOutMap(report, narrow ? 10 : 20), [report, narrow])
  const turnOf = useMemo(() => new Map(map.nodes.map(({ address, turn }) => [address, turn])), [map])
  const most = map.edges[0]?.bytes ?? 1
  const ring = toRing(map.nodes.length, narrow)
  const isNear = (edge: MapEdge) => near === undefined || edge.a === near || edge.b === near
  return (
    <Card title={t('packets.page.map')} span={7} aside={t('packets.page.map-how')}>
      {map.nodes.length === 0 ? (
        <Empty title={t(map.alone ? 'packets.page.map-alone' : 'packets.page.map-none')} />
      ) : (
        // biome-ignore lint/a11y/useSemanticElements: a group of links inside a drawing
        <svg
          className="map"
          viewBox={`0 0 ${ring.width} ${ring.height}`}
          role="group"
          aria-label={t('packets.page.map')}
        >
          {map.edges.toReversed().map((edge) => (
            <EdgeLine
              key={`${edge.a} ${edge.b}`}
              edge={edge}
              path={curve(ring, turnOf.get(edge.a) ?? 0, turnOf.get(edge.b) ?? 0)}
              width={1 + 9 * Math.sqrt(edge.bytes / most)}
              faded={!isNear(edge)}
            />
          ))}
          {map.nodes.map((node) => (
            <NodeMark key={node.address} node={node} ring={ring} onNear={setNear} most={map.nodes} />
          ))}
        </svg>
      )}
    </Card>
  )
}

/** The first stands at the left. */
function point(ring: Ring, turn: number) {
  const angle = turn * 2 * Math.PI + Math.PI
  return { x: ring.width / 2 + Math.cos(angle) * ring.x, y: ring.height / 2 + Math.sin(angle) * ring.y }
}
/** Bent towards the middle, the more the farther apart: lines of neighbours stay short and can be told apart. */
function curve(ring: Ring, from: number, to: number): string {
  const [a, b] = [point(ring, from), point(ring, to)]
  const apart = Math.abs(from - to)
  const pull = 0.25 + 1.2 * Math.min(apart, 1 - apart)
  const x = (a.x + b.x) / 2 + (ring.width / 2 - (a.x + b.x) / 2) * pull
  const y = (a.y + b.y) / 2 + (ring.height / 2 - (a.y + b.y) / 2) * pull
  return `M${round(a.x)} ${round(a.y)}Q${round(x)} ${round(y)} ${round(b.x)} ${round(b.y)}`
}
const round = (value: number) => Math.round(value * 10) / 10

function EdgeLine({ edge, path, width, faded }: { edge: MapEdge; path: string; width: number; faded: boolean }) {
  const { t, value } = useWords()
  const narrowed = useNarrowed()
  const words = t('packets.page.map-edge', { a: edge.a, b: edge.b, bytes: value(edge.bytes, 'bytes') })
  return (
    <Anchor
      href={narrowed(pairTerm(edge.a, edge.b))}
      aria-label={words}
      className={`map-edge ${faded ? 'map-faded' : ''}`}
      tabIndex={-1}
    >
      <title>{words}</title>
      <path d={path} strokeWidth={round(width)} />
    </Anchor>
  )
}

function NodeMark(props: {
  node: MapNode
  ring: Ring
  most: readonly MapNode[]
  onNear: (address: string | undefined) => void
}) {
  const { t, value } = useWords()
  const narrowed = useNarrowed()
  const nameOf = useNameOf()
  const { address, bytes, turn } = props.node
  const { ring } = props
  const at = point(ring, turn)
  const largest = Math.max(...props.most.map((one) => one.bytes))
  const size = Math.round(6 + 14 * Math.sqrt(bytes / largest))
  const label = nameOf(address) ?? address
  const words = t('packets.page.map-node', { address: label, bytes: value(bytes, 'bytes') })
  const { anchor, x, y } = placeLabel(ring, at, size)
  return (
    <Anchor
      href={narrowed(addressTerm(address))}
      aria-label={words}
      className="map-node"
      onMouseEnter={() => props.onNear(address)}
      onMouseLeave={() => props.onNear(undefined)}
      onFocus={() => props.onNear(address)}
      onBlur={() => props.onNear(undefined)}
    >
      <title>{label === address ? words : `${words} · ${address}`}</title>
      <rect x={round(at.x - size / 2)} y={round(at.y - size / 2)} width={size} height={size} />
      <text x={round(x)} y={round(y)} textAnchor={anchor}>
        {label.length > ring.longestLabel ? `${label.slice(0, ring.longestLabel - 1)}…` : label}
      </text>
    </Anchor>
  )
}

/** Outside the ring: beside it, or above and below where that is nearer. */
function placeLabel({ width, height }: Ring, at: { x: number; y: number }, size: number) {
  const gap = size / 2 + LABEL_GAP / 2
  if (at.x > width / 2 + 1) return { anchor: 'start', x: at.x + gap, y: at.y + 4 } as const
  if (at.x < width / 2 - 1) return { anchor: 'end', x: at.x - gap, y: at.y + 4 } as const
  return { anchor: 'middle', x: at.x, y: at.y < height / 2 ? at.y - size : at.y + size + LABEL_GAP } as const
}
