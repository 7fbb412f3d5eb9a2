import { useMemo } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { useGo } from '../../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { type Column, VirtualTable } from '../../../../../web/ui/table.tsx'
import { conversationTerm, type End, parseEnd } from '../filter-terms.ts'
import { type PageReport, spanMs } from '../page-report.ts'
import { useCaptureView, useNameOf, useNarrowed } from './capture-context.tsx'

type Transport = 'tcp' | 'udp'
interface Talk {
  readonly transport: Transport
  readonly a: string
  readonly b: string
  readonly ends: readonly [End, End] | undefined
  readonly packets: number
  readonly bytes: number
  readonly aBytes: number
  readonly bBytes: number
  readonly startMs: number
  readonly lastingMs: number
}

export function ConversationTable() {
  const words = useWords()
  const { t } = words
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const nameOf = useNameOf()
  const go = useGo()
  const rows = useMemo(() => toTalks(report), [report])
  const columns = useMemo(() => columnsOf(words, nameOf, narrowed), [words, nameOf, narrowed])
  const all = report.conversations.tcp + report.conversations.udp
  return (
    <Card
      title={t('packets.page.conversations')}
      aside={all > rows.length ? t('packets.page.largest-of', { shown: rows.length, count: all }) : undefined}
    >
      <VirtualTable
        label={t('packets.page.conversations')}
        columns={columns}
        rows={rows}
        rowKey={({ transport, a, b }) => `${transport} ${a} ${b}`}
        prefix="talk-"
        onOpen={(talk) => {
          const term = toTerm(talk)
          if (term) go(narrowed(term))
        }}
      />
    </Card>
  )
}

function toTalks({ topConversations, minNs, firstNs }: PageReport): readonly Talk[] {
  // A clock that was set back makes a later packet the earliest.
  const zeroNs = minNs ?? firstNs
  const of = (transport: Transport) =>
    topConversations[transport].map((one): Talk => {
      const [a, b] = [parseEnd(one.a), parseEnd(one.b)]
      return {
        transport,
        a: one.a,
        b: one.b,
        ends: a && b ? [a, b] : undefined,
        packets: one.packets,
        bytes: one.bytes,
        aBytes: one.aBytes,
        bBytes: one.bBytes,
        startMs: spanMs(zeroNs, one.firstNs) ?? 0,
        lastingMs: Math.abs(spanMs(one.firstNs, one.lastNs) ?? 0),
      }
    })
  return [...of('tcp'), ...of('udp')].toSorted((x, y) => y.bytes - x.bytes)
}
const toTerm = ({ transport, ends }: Talk) => ends && conversationTerm(transport, ends[0], ends[1])

function columnsOf(
  { t, value }: ReturnType<typeof useWords>,
  nameOf: (address: string) => string | undefined,
  narrowed: (term: string) => string,
): readonly Column<Talk>[] {
  const end = (id: 'a' | 'b', place: 0 | 1): Column<Talk> => ({
    id,
    label: t(`packets.page.end.${id}`),
    value: (talk) => talk[id],
    cell: (talk) => {
      const name = nameOf(talk.ends?.[place].address ?? '')
      return name ? `${name}:${talk.ends?.[place].port}` : talk[id]
    },
    width: 'minmax(160px, 2fr)',
    phone: true,
  })
  return [
    {
      id: 'protocol',
      label: t('packets.page.protocol'),
      value: ({ transport }) => transport.toUpperCase(),
      cell: (talk) => {
        const term = toTerm(talk)
        const label = talk.transport.toUpperCase()
        return term ? <Anchor href={narrowed(term)}>{label}</Anchor> : label
      },
      width: 'minmax(72px, 72px)',
    },
    end('a', 0),
    end('b', 1),
    {
      id: 'bytes',
      label: t('packets.page.bytes'),
      value: ({ bytes }) => bytes,
      cell: ({ bytes }) => value(bytes, 'bytes'),
      end: true,
      phone: true,
    },
    {
      id: 'packets',
      label: t('packets.page.packets'),
      value: ({ packets }) => packets,
      cell: ({ packets }) => value(packets, 'count'),
      end: true,
    },
    {
      id: 'ways',
      label: t('packets.page.ways'),
      value: ({ aBytes, bBytes }) => `${aBytes} ${bBytes}`,
      cell: ({ aBytes, bBytes }) => `→ ${value(aBytes, 'bytes')} · ← ${value(bBytes, 'bytes')}`,
      width: 'minmax(164px, 1.4fr)',
    },
    {
      id: 'start',
      label: t('packets.page.starts'),
      value: ({ startMs }) => startMs,
      cell: ({ startMs }) => value(startMs, 'milliseconds'),
      end: true,
    },
    {
      id: 'lasting',
      label: t('packets.page.lasting'),
      value: ({ lastingMs }) => lastingMs,
      cell: ({ lastingMs }) => value(lastingMs, 'milliseconds'),
      end: true,
    },
  ]
}
