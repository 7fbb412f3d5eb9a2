import { useMemo } from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { useGo } from '../../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { type Column, VirtualTable } from '../../../../../web/ui/table.tsx'
import { framesTerm } from '../filter-terms.ts'
import type { PageReport } from '../page-report.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'

type SeenFile = NonNullable<PageReport['http']>['files'][number]

export function FilesCard() {
  const { t, value } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const go = useGo()
  const columns = useMemo<readonly Column<SeenFile>[]>(
    () => [
      {
        id: 'name',
        label: t('packets.page.file-name'),
        value: ({ name }) => name,
        cell: ({ name, frame }) => <Anchor href={narrowed(framesTerm([frame]))}>{name || '–'}</Anchor>,
        width: 'minmax(200px, 3fr)',
      },
      {
        id: 'type',
        label: t('packets.page.file-type'),
        value: ({ contentType }) => contentType,
        width: 'minmax(140px, 1fr)',
      },
      {
        id: 'bytes',
        label: t('packets.page.size'),
        value: ({ bytes }) => bytes,
        cell: ({ bytes }) => value(bytes, 'bytes'),
        end: true,
        phone: true,
      },
      { id: 'frame', label: t('packets.page.frame'), value: ({ frame }) => frame, end: true },
    ],
    [t, value, narrowed],
  )
  const files = report.http?.files ?? []
  if (files.length === 0) return null
  return (
    <Card title={t('packets.page.files')} aside={t('packets.page.files-how')}>
      <VirtualTable
        label={t('packets.page.files')}
        columns={columns}
        rows={files}
        rowKey={({ frame, name }) => `${frame} ${name}`}
        prefix="file-"
        onOpen={({ frame }) => go(narrowed(framesTerm([frame])))}
      />
    </Card>
  )
}
