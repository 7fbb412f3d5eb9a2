import { useState } from 'react'
import { useMe } from '../../../../web/api/me.ts'
import { mayDo } from '../../../../web/api/roles.ts'
import { FindingRow, findingHref } from '../../../../web/finding/finding-row.tsx'
import { MuteDialog } from '../../../../web/finding/mute-dialog.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { useGo } from '../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { useRowKeys } from '../../../../web/ui/use-row-keys.ts'
import type { Overview } from '../schema.ts'

const SHOWN = 5

export function NeedsCard({ overview }: { overview: Overview }) {
  const { t } = useWords()
  const me = useMe()
  const go = useGo()
  const [muting, setMuting] = useState<Overview['needsYou'][number]>()
  const { needsYou, needsYouTotal, quiet } = overview
  const shown = needsYou.slice(0, SHOWN)
  const active = useRowKeys(
    shown.map(({ id }) => id),
    (id) => go(findingHref({ id })),
  )
  const worst = needsYou[0]?.severity
  return (
    <Card
      span={8}
      tone={worst === 'danger' || worst === 'caution' ? worst : 'line'}
      title={t('overview.page.needs')}
      aside={t('overview.page.needs-count', { open: needsYouTotal, quiet: quiet.total })}
    >
      {shown.length === 0 ? (
        <p className="calm">
          <StatusDot state={overview.verdict.tone === 'silent' ? 'silent' : 'good'} />
          {t(overview.verdict.tone === 'silent' ? 'overview.page.needs-unknown' : 'overview.page.needs-none')}
        </p>
      ) : (
        <ul>
          {shown.map((finding) => (
            <FindingRow
              key={finding.id}
              finding={finding}
              active={finding.id === active}
              actions={
                mayDo(me.role, 'operator') ? (
                  <button type="button" onClick={() => setMuting(finding)}>
                    {t('shell.mute.go')}…
                  </button>
                ) : null
              }
            />
          ))}
        </ul>
      )}
      <p className="card-foot muted">
        {needsYouTotal > SHOWN ? (
          <Anchor href="/findings?state=needed">{t('overview.page.needs-all', { count: needsYouTotal })}</Anchor>
        ) : null}
        {quiet.total > 0 ? (
          <Anchor href="/findings?state=quiet">
            {t('overview.page.quiet', {
              muted: quiet.muted,
              expected: quiet.expected,
              maintenance: quiet.maintenance,
              acknowledged: quiet.acknowledged,
              folded: quiet.folded,
            })}
          </Anchor>
        ) : null}
      </p>
      {muting ? <MuteDialog finding={muting} onClose={() => setMuting(undefined)} /> : null}
    </Card>
  )
}
