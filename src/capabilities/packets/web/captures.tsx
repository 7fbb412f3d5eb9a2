/** Captures, newest first. */
import { useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { type Column, VirtualTable } from '../../../../web/ui/table.tsx'
import type { Capture, CaptureList } from '../schema.ts'

export function Captures() {
  const { t } = useWords()
  const answer = useQuery({
    queryKey: ['packets', 'captures'],
    queryFn: ({ signal }) => get<CaptureList>('/api/packets/captures', undefined, signal),
    refetchInterval: 5_000,
  })
  return (
    <Page title={t('shell.nav.packets')}>
      <Answered answer={answer}>{({ captures }) => <CaptureTable captures={captures} />}</Answered>
    </Page>
  )
}

function CaptureTable({ captures }: { captures: readonly Capture[] }) {
  const { t, at, ago, value } = useWords()
  const nowMs = useNow(1000)
  const columns: readonly Column<Capture>[] = [
    { id: 'name', label: t('packets.page.name'), value: ({ name }) => name, width: 'minmax(220px, 3fr)' },
    { id: 'state', label: t('packets.page.state'), value: ({ state }) => t(`packets.state.${state}`) },
    {
      id: 'size',
      label: t('packets.page.size'),
      value: ({ sizeBytes }) => sizeBytes,
      cell: ({ sizeBytes }) => (sizeBytes === undefined ? '–' : value(sizeBytes, 'bytes')),
      end: true,
    },
    {
      id: 'added',
      label: t('packets.page.added'),
      value: ({ addedMs }) => addedMs,
      cell: ({ addedMs }) => <span title={at(addedMs)}>{ago(addedMs, nowMs)}</span>,
      end: true,
      phone: true,
    },
    { id: 'by', label: t('packets.page.by'), value: ({ by }) => by },
  ]
  return (
    <Card title={t('shell.nav.packets')}>
      <VirtualTable
        label={t('shell.nav.packets')}
        columns={columns}
        rows={captures}
        rowKey={({ id }) => id}
        empty={
          <Empty title={t('packets.page.none')}>
            <code>{t('packets.page.none-next', { url: `${location.origin}/api/packets/captures` })}</code>
          </Empty>
        }
      />
    </Card>
  )
}
