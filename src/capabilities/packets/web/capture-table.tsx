import { type ReactNode, useMemo, useState } from 'react'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords, type Words } from '../../../../web/locales/words.tsx'
import { useGo } from '../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Empty } from '../../../../web/ui/answers.tsx'
import { Card, Tag } from '../../../../web/ui/card.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { type Column, VirtualTable } from '../../../../web/ui/table.tsx'
import type { Capture } from '../schema.ts'
import { captureHref, isDeletable, useLimits } from './api.ts'
import { CaptureState, FindingCounts, isLookedAt } from './capture-state.tsx'
import { DeleteDialog } from './delete-dialog.tsx'

export function CaptureTable(props: {
  captures: readonly Capture[]
  searching: boolean
  tools: ReactNode
  children: ReactNode
}) {
  const words = useWords()
  const { t } = words
  const go = useGo()
  const me = useMe()
  const nowMs = useNow(10_000)
  const limits = useLimits()
  const [deleting, setDeleting] = useState<Capture>()
  const mayDelete = mayDo(me.role, 'operator')
  const columns = useMemo(() => columnsOf(words, nowMs, mayDelete ? setDeleting : undefined), [words, nowMs, mayDelete])
  return (
    <Card
      title={t('shell.nav.packets')}
      aside={limits.data ? t(retentionKey(limits.data.retentionDays), { count: limits.data.retentionDays }) : undefined}
    >
      <VirtualTable
        label={t('shell.nav.packets')}
        columns={columns}
        rows={props.captures}
        rowKey={({ id }) => id}
        onOpen={({ id }) => go(captureHref(id))}
        height={640}
        tools={props.tools}
        empty={
          props.searching ? (
            <Empty title={t('packets.page.search-none')} />
          ) : (
            <Empty title={t('packets.page.none')}>
              {t('packets.page.none-next')} <code>{t('packets.page.none-curl', { url: apiUrl() })}</code>
            </Empty>
          )
        }
      />
      {props.children}
      {deleting ? <DeleteDialog capture={deleting} onClose={() => setDeleting(undefined)} /> : null}
    </Card>
  )
}
const apiUrl = () => `${location.origin}/api/packets/captures`
const retentionKey = (days: number) => (days === 0 ? 'packets.page.retention-none' : 'packets.page.retention')

function columnsOf(
  words: Words,
  nowMs: number,
  onDelete: ((capture: Capture) => void) | undefined,
): readonly Column<Capture>[] {
  const { t, at, ago, value } = words
  return [
    {
      id: 'name',
      label: t('packets.page.name'),
      value: ({ name }) => name,
      cell: (capture) => <CaptureName capture={capture} />,
      width: 'minmax(136px, 3fr)',
    },
    {
      id: 'state',
      label: t('packets.page.state'),
      value: ({ state }) => t(`packets.state.${state}`),
      cell: (capture) => <CaptureState capture={capture} />,
      width: 'minmax(192px, 1.6fr)',
      phone: true,
    },
    {
      id: 'findings',
      label: t('packets.page.findings'),
      value: ({ summary, level }) =>
        summary && isLookedAt(summary, level) ? summary.findings.danger + summary.findings.caution : undefined,
      order: ({ summary }) => summary && summary.findings.danger * 1e6 + summary.findings.caution,
      cell: (capture) => <FindingCounts capture={capture} />,
      width: 'minmax(100px, 1fr)',
    },
    {
      id: 'packets',
      label: t('packets.page.packets'),
      value: ({ summary }) => summary?.packets,
      cell: ({ summary }) => value(summary?.packets, 'count'),
      width: 'minmax(84px, 1fr)',
      end: true,
    },
    {
      id: 'size',
      label: t('packets.page.size'),
      value: ({ sizeBytes }) => sizeBytes,
      cell: ({ sizeBytes }) => value(sizeBytes, 'bytes'),
      width: 'minmax(84px, 1fr)',
      end: true,
    },
    {
      id: 'added',
      label: t('packets.page.added'),
      value: ({ addedMs }) => addedMs,
      cell: ({ addedMs }) => <span title={at(addedMs)}>{ago(addedMs, nowMs)}</span>,
      width: 'minmax(110px, 1fr)',
      end: true,
    },
    { id: 'by', label: t('packets.page.by'), value: ({ by }) => by, width: 'minmax(84px, 1fr)' },
    {
      id: 'expires',
      label: t('packets.page.expires'),
      value: ({ expiresMs }) => expiresMs,
      cell: ({ expiresMs, keep }) => (keep ? t('packets.page.kept') : at(expiresMs, 'date')),
      extra: true,
    },
    { id: 'sha256', label: 'SHA-256', value: ({ sha256 }) => sha256, mono: true, extra: true },
    ...(onDelete
      ? [
          {
            id: 'delete',
            label: t('packets.page.delete'),
            bare: true,
            value: () => undefined,
            cell: (capture: Capture) =>
              isDeletable(capture) ? (
                <button type="button" className="button-quiet button-small" onClick={() => onDelete(capture)}>
                  <span className="unseen">{t('packets.page.delete-one', { name: capture.name })}</span>
                  <span aria-hidden="true">{t('packets.page.delete')}</span>
                </button>
              ) : null,
            width: 'minmax(84px, 84px)',
            end: true,
          } satisfies Column<Capture>,
        ]
      : []),
  ]
}

function CaptureName({ capture }: { capture: Capture }) {
  const { t } = useWords()
  const { name, noteCount, duplicateOf, summary, keep } = capture
  return (
    <span className="capture-name">
      <Anchor href={captureHref(capture.id)}>{name}</Anchor>
      {summary && summary.problems > 0 ? (
        <span title={t('packets.page.damaged')}>
          <StatusDot state="caution" label={t('packets.page.damaged')} />
        </span>
      ) : null}
      {duplicateOf ? <Tag tone="info">{t('packets.page.duplicate')}</Tag> : null}
      {keep ? <Tag>{t('packets.page.kept')}</Tag> : null}
      {noteCount > 0 ? <span className="muted">{t('packets.page.note-count', { count: noteCount })}</span> : null}
    </span>
  )
}
