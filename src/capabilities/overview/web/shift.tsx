/** The shift report: what is open, what is muted, what people did, what changed, since a time; as a page and as text. */
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { get } from '../../../../web/api/client.ts'
import { FindingRow } from '../../../../web/finding/finding-row.tsx'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { integer, oneOf } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Segmented, TextField } from '../../../../web/ui/form.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { copyText, saveFile } from '../../../../web/ui/take-along.ts'
import { useToasts } from '../../../../web/ui/toast.tsx'
import { parseLocalTime, writeLocalTime } from '../../../../web/ui/zoned-time.ts'
import type { ShiftReport } from '../schema.ts'
import { ChangeList } from './change-list.tsx'
import { EventList } from './event-list.tsx'
import './overview.css'

const HOURS = ['4', '8', '12', '24'] as const
const spec = { hours: oneOf([...HOURS, 'since'], '8'), since: integer(0) }
const HOUR_MS = 3_600_000

export function Shift() {
  const { t, at, zone } = useWords()
  const [{ hours, since }, change] = useAddress(spec)
  const [openedMs] = useState(() => Date.now())
  const sinceMs = hours === 'since' && since > 0 ? since : openedMs - Number(hours === 'since' ? 8 : hours) * HOUR_MS
  const nowMs = useNow(30_000)
  const answer = useQuery({
    queryKey: ['overview', 'shift', sinceMs],
    queryFn: ({ signal }) => get<ShiftReport>('/api/overview/shift', { sinceMs }, signal),
    refetchInterval: 60_000,
  })
  return (
    <Page title={t('shell.nav.shift')} tools={<TextButtons sinceMs={sinceMs} />}>
      <div className="page-row split">
        <Segmented
          label={t('overview.page.shift-since')}
          value={hours}
          choices={[
            ...HOURS.map((value) => ({ value, label: t('overview.page.shift-hours', { count: Number(value) }) })),
            { value: 'since' as const, label: t('overview.page.shift-since') },
          ]}
          onChange={(value) => change({ hours: value, since: value === 'since' ? sinceMs : 0 })}
        />
        {hours === 'since' ? (
          <TextField
            label={t('overview.page.shift-since')}
            hint={zone}
            type="datetime-local"
            value={writeLocalTime(sinceMs, zone)}
            onChange={(local) => change({ since: parseLocalTime(local, zone) ?? since })}
          />
        ) : null}
      </div>
      <Answered answer={answer}>
        {(report) => (
          <>
            <p className="page-row muted">
              {t('overview.page.shift-span', { from: at(report.fromMs), to: at(report.toMs) })}
              {report.truncated ? ` ${t('overview.page.changes-more')}` : ''}
            </p>
            <Section
              title={t('overview.page.shift-open')}
              count={report.open.length}
              none={t('overview.page.needs-none')}
            >
              <ul>
                {report.open.map((finding) => (
                  <FindingRow key={finding.id} finding={finding} />
                ))}
              </ul>
            </Section>
            <Section span={6} title={t('overview.page.shift-raised')} count={report.raised.length}>
              <EventList events={report.raised} nowMs={nowMs} />
            </Section>
            <Section span={6} title={t('overview.page.shift-cleared')} count={report.cleared.length}>
              <EventList events={report.cleared} nowMs={nowMs} />
            </Section>
            <Section title={t('overview.page.shift-acknowledged')} count={report.acknowledged.length}>
              <ul>
                {report.acknowledged.map((finding) => (
                  <FindingRow key={finding.id} finding={finding} />
                ))}
              </ul>
            </Section>
            <Section title={t('overview.page.shift-muted')} count={report.muted.length}>
              <ul>
                {report.muted.map((finding) => (
                  <FindingRow key={finding.id} finding={finding} actions={<q>{finding.mute?.reason}</q>} />
                ))}
              </ul>
            </Section>
            <Section span={6} title={t('overview.page.shift-actions')} count={report.actions.length}>
              <ChangeList changes={report.actions} nowMs={nowMs} />
            </Section>
            <Section span={6} title={t('overview.page.shift-changes')} count={report.changes.length}>
              <ChangeList changes={report.changes} nowMs={nowMs} />
            </Section>
          </>
        )}
      </Answered>
    </Page>
  )
}

function Section(props: { title: string; count: number; span?: 6 | 12; none?: string; children: ReactNode }) {
  const { t } = useWords()
  return (
    <Card span={props.span ?? 12} tone={props.count === 0 ? 'dim' : 'line'} title={props.title} aside={props.count}>
      {props.count === 0 ? <p className="muted">{props.none ?? t('overview.page.shift-none')}</p> : props.children}
    </Card>
  )
}

function TextButtons({ sinceMs }: { sinceMs: number }) {
  const { t, language, zone } = useWords()
  const toasts = useToasts()
  const read = async () => {
    const query = new URLSearchParams({ sinceMs: String(sinceMs), format: 'text', language, zone })
    const response = await fetch(`/api/overview/shift?${query}`, { credentials: 'same-origin' })
    if (!response.ok) throw new Error(String(response.status))
    return response.text()
  }
  const copy = async () => {
    try {
      await copyText(await read())
      toasts.done(t('shell.text-copied'))
    } catch (error) {
      toasts.failed(error)
    }
  }
  const save = async () => {
    try {
      saveFile(`${t('shell.nav.shift')}.txt`, 'text/plain', await read())
    } catch (error) {
      toasts.failed(error)
    }
  }
  return (
    <>
      <button type="button" onClick={() => void copy()}>
        <Icon name="copy" /> {t('overview.page.shift-copy')}
      </button>
      <button type="button" onClick={() => void save()}>
        <Icon name="save" /> {t('overview.page.shift-save')}
      </button>
    </>
  )
}
