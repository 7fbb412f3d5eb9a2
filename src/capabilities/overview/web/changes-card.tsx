/** The last 24 hours: findings, starts, actions, settings; newest first. */
import { useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { optionalOneOf } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty } from '../../../../web/ui/answers.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { Segmented } from '../../../../web/ui/form.tsx'
import type { Changes } from '../schema.ts'
import { ChangeList } from './change-list.tsx'

/** Beyond this the list scrolls by itself. */
const HEIGHT = 320
const KINDS = ['finding', 'start', 'action', 'setting'] as const
const spec = { changes: optionalOneOf(KINDS) }

export function ChangesCard() {
  const { t } = useWords()
  const [{ changes: kind }, change] = useAddress(spec)
  const nowMs = useNow(60_000)
  const answer = useQuery({
    queryKey: ['overview', 'changes'],
    queryFn: ({ signal }) => get<Changes>('/api/overview/changes', undefined, signal),
    refetchInterval: 60_000,
  })
  return (
    <Card tone="dim" title={t('overview.page.changes')}>
      <Answered answer={answer}>
        {({ changes, truncated }) => {
          const shown = changes.filter((one) => kind === undefined || one.kind === kind)
          return (
            <>
              <Segmented
                label={t('overview.page.changes-kind')}
                value={kind ?? 'all'}
                choices={(['all', ...KINDS] as const).map((value) => ({
                  value,
                  label: t(`overview.page.change.${value}`),
                  count: value === 'all' ? changes.length : changes.filter((one) => one.kind === value).length,
                }))}
                onChange={(value) => change({ changes: value === 'all' ? undefined : value })}
              />
              {shown.length === 0 ? (
                <Empty title={t('overview.page.changes-none')} />
              ) : (
                <ChangeList changes={shown} nowMs={nowMs} height={HEIGHT} />
              )}
              {truncated ? <p className="muted">{t('overview.page.changes-more')}</p> : null}
            </>
          )
        }}
      </Answered>
    </Card>
  )
}
