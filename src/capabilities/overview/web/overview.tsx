/** The first screen: the verdict, what needs you now, everything watched, this machine, and what changed. */

import { LOCAL_HOST } from '../../../../web/api/hosts.ts'
import { useNow, useSilent } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { text } from '../../../../web/shell/address.ts'
import { useOverview } from '../../../../web/shell/needs.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered, Loading } from '../../../../web/ui/answers.tsx'
import { HostPicker } from '../../../../web/ui/host-picker.tsx'
import { Page } from '../../../../web/ui/page.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import type { Overview as OverviewAnswer } from '../schema.ts'
import { ChangesCard } from './changes-card.tsx'
import { FirstStepsCard } from './first-steps-card.tsx'
import { HostGlance } from './host-glance.tsx'
import { NeedsCard } from './needs-card.tsx'
import { WatchedCard } from './watched-card.tsx'
import './overview.css'

const spec = { host: text(LOCAL_HOST) }

export function Overview() {
  const { t } = useWords()
  const [{ host }, change] = useAddress(spec)
  const answer = useOverview()
  const silent = useSilent()
  const hosts = answer.data?.hosts ?? []
  return (
    <Page
      title={t('shell.nav.overview')}
      heading={answer.data ? <Verdict overview={answer.data} silent={silent} /> : t('shell.nav.overview')}
      tools={
        <>
          <HostPicker hosts={hosts} host={host} onHost={(next) => change({ host: next })} />
          <Anchor className="button" href="/shift">
            {t('shell.nav.shift')}
          </Anchor>
        </>
      }
    >
      <Answered
        answer={answer}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {(overview) => (
          <>
            <NeedsCard overview={overview} />
            <WatchedCard overview={overview} silent={silent} />
            {overview.firstSteps ? <FirstStepsCard steps={overview.firstSteps} /> : null}
            <HostGlance key={host} host={host} />
            <ChangesCard />
          </>
        )}
      </Answered>
    </Page>
  )
}

/** A cut line takes the verdict back: nobody knows any more. */
function Verdict({ overview, silent }: { overview: OverviewAnswer; silent: boolean }) {
  const { t, say, ago } = useWords()
  const nowMs = useNow(1000)
  const { text, newestAgeMs } = overview.verdict
  const tone = silent ? 'silent' : overview.verdict.tone
  const heardMs = newestAgeMs === null ? undefined : overview.atMs - newestAgeMs
  // The sentence tells the age of the data: it grows while nothing new comes.
  const newestMs = heardMs === undefined ? {} : { newestMs: Math.max(0, nowMs - heardMs) }
  const [first = '', ...rest] = say({ key: text.key, params: { ...text.params, ...newestMs } }).split(/(?<=[.!?]) /)
  return (
    <span className="verdict">
      <StatusDot state={tone} label={t(`shell.state.${tone}`)} />
      <span>{silent ? t('overview.page.cut') : first}</span>
      <small className="muted">
        {silent && heardMs !== undefined ? t('overview.page.age', { age: ago(heardMs, nowMs) }) : rest.join(' ')}
      </small>
    </span>
  )
}
