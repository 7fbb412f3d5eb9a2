/** The data folder: how full, who uses what, what gives way first; and a copy of it all to keep. */
import { useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { Answered, Loading } from '../../../../web/ui/answers.tsx'
import { Bar } from '../../../../web/ui/bars.tsx'
import { Card, Facts } from '../../../../web/ui/card.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { usePlaces } from '../../../../web/ui/places.ts'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { type Column, VirtualTable } from '../../../../web/ui/table.tsx'
import type { StorageView } from '../schema.ts'
import { BackupCards } from './backup-cards.tsx'
import { listEvictions, listUses, readRoom, STORAGE_STATE, type StorageUse, toUseKey } from './storage-words.ts'
import './accounts.css'

export function Storage() {
  const { t } = useWords()
  const answer = useQuery({
    queryKey: ['accounts', 'storage'],
    queryFn: ({ signal }) => get<StorageView>('/api/accounts/storage', undefined, signal),
    refetchInterval: 60_000,
  })
  return (
    <Page title={t('shell.nav.storage')}>
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {(storage) => (
          <>
            <BudgetCard storage={storage} />
            <EvictionCard uses={storage.uses} />
            <UsesCard uses={storage.uses} />
          </>
        )}
      </Answered>
      <BackupCards />
    </Page>
  )
}

function BudgetCard({ storage }: { storage: StorageView }) {
  const { t, value } = useWords()
  const state = STORAGE_STATE[storage.state]
  const { limitBytes, percent, diskDecides } = readRoom(storage)
  return (
    <Card
      span={7}
      title={t('accounts.page.budget')}
      tone={state === 'good' ? 'line' : state === 'danger' ? 'danger' : 'caution'}
      aside={
        <>
          <StatusDot state={state} /> {t(`accounts.page.room-state.${storage.state}`)}
        </>
      }
    >
      <p>
        <span className="big">{value(storage.usedBytes, 'bytes')}</span>{' '}
        <span className="muted">
          {t('accounts.page.budget-of', { limit: value(limitBytes, 'bytes'), percent: value(percent, 'percent') })}
        </span>
      </p>
      <Bar percent={percent} state={state} label={t('accounts.page.budget')} />
      <Facts
        rows={[
          [t('accounts.page.budget-set'), value(storage.budgetBytes, 'bytes')],
          [t('accounts.page.disk-free'), value(storage.freeBytes, 'bytes')],
        ]}
      />
      <div className="budget-words">
        {storage.state === 'ok' ? null : <p>{t(`accounts.page.room.${storage.state}`)}</p>}
        {diskDecides ? (
          <p>
            <StatusDot state="caution" /> {t('accounts.page.disk-decides')}
          </p>
        ) : null}
        <p className="muted">{t('accounts.page.budget-how')}</p>
      </div>
    </Card>
  )
}

function EvictionCard({ uses }: { uses: readonly StorageUse[] }) {
  const { t, value } = useWords()
  const name = useUseWords()
  return (
    <Card span={5} tone="dim" title={t('accounts.page.evictions')}>
      <p className="account-note">{t('accounts.page.evictions-why')}</p>
      <ol className="plan-steps">
        {listEvictions(uses).map((use) => (
          <li key={use.what}>
            <span className="split eviction">
              <span>{name(use)}</span>
              <span className="muted number">{value(use.sizeBytes, 'bytes')}</span>
            </span>
          </li>
        ))}
      </ol>
      <p className="muted account-note">{t('accounts.page.evictions-never')}</p>
    </Card>
  )
}

/** The words of a use; what nobody here knows is called what the store calls it. */
function useUseWords(): (use: StorageUse) => string {
  const { t, has } = useWords()
  return (use) => (has(toUseKey(use)) ? t(toUseKey(use)) : use.what)
}

function UsesCard({ uses }: { uses: readonly StorageUse[] }) {
  const { t, value, at } = useWords()
  const places = usePlaces()
  const name = useUseWords()
  const shown = listUses(uses)
  const most = Math.max(1, ...shown.map(({ sizeBytes }) => sizeBytes))
  const owner = ({ capability }: StorageUse) => {
    const label = places.find(({ id }) => id === capability)?.places[0]?.label
    return capability === 'core' ? t('accounts.page.the-console') : label ? t(label) : capability
  }
  const columns: readonly Column<StorageUse>[] = [
    { id: 'what', label: t('accounts.page.use-what'), value: name, width: 'minmax(180px, 2fr)' },
    { id: 'who', label: t('accounts.page.use-who'), value: owner, width: 'minmax(100px, 1fr)' },
    {
      id: 'size',
      label: t('accounts.page.use-size'),
      value: ({ sizeBytes }) => sizeBytes,
      cell: ({ sizeBytes }) => (
        <span className="use-size">
          <span className="use-bar" aria-hidden="true">
            <i style={{ width: `${(sizeBytes / most) * 100}%` }} />
          </span>
          {value(sizeBytes, 'bytes')}
        </span>
      ),
      width: 'minmax(130px, 1.4fr)',
      end: true,
      phone: true,
    },
    {
      id: 'rows',
      label: t('accounts.page.use-rows'),
      value: ({ rows }) => rows,
      cell: ({ rows }) => (rows === undefined ? '–' : value(rows, 'number')),
      end: true,
    },
    {
      id: 'oldest',
      label: t('accounts.page.use-oldest'),
      value: ({ oldestMs }) => oldestMs,
      cell: ({ oldestMs }) => at(oldestMs, 'date'),
      width: 'minmax(110px, 1fr)',
    },
    {
      id: 'order',
      label: t('accounts.page.use-order'),
      value: ({ evictionOrder }) => evictionOrder,
      cell: ({ evictionOrder }) =>
        evictionOrder === undefined ? <span className="muted">{t('accounts.page.use-stays')}</span> : evictionOrder,
      width: 'minmax(110px, 1fr)',
      end: true,
    },
  ]
  return (
    <Card title={t('accounts.page.uses')}>
      <VirtualTable
        label={t('accounts.page.uses')}
        columns={columns}
        rows={shown}
        rowKey={({ capability, what }) => `${capability} ${what}`}
        height={420}
      />
    </Card>
  )
}
