/** One process in full: the verdict in a sentence, why it runs, what it may do, what breaks without it, and stopping it. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { get } from '../../../../web/api/client.ts'
import { EvidenceList } from '../../../../web/finding/evidence-list.tsx'
import { useNow } from '../../../../web/live/live.tsx'
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { Answered } from '../../../../web/ui/answers.tsx'
import { Facts } from '../../../../web/ui/card.tsx'
import { Drawer } from '../../../../web/ui/drawer.tsx'
import { StatusDot, toState } from '../../../../web/ui/state.tsx'
import { type Identity, type ProcessDetail, toKey } from '../schema.ts'
import { ExplanationTree } from './explanation-tree.tsx'
import { serviceHref } from './hrefs.ts'
import { writeOrigin } from './process-columns.tsx'
import { toVerdictState } from './process-view.ts'
import { StopButton } from './stop-button.tsx'
import { apiOf } from './use-processes.ts'

export function ProcessDrawer(props: { host: string; identity: Identity; onClose: () => void }) {
  const { t } = useWords()
  const { host, identity } = props
  const answer = useQuery({
    queryKey: ['processes', host, 'one', toKey(identity)],
    queryFn: ({ signal }) =>
      get<ProcessDetail>(`${apiOf(host)}/process/${identity.pid}`, { startTime: identity.startTime }, signal),
    // What has ended is not asked for again and again.
    refetchInterval: (query) => (query.state.error ? false : 5000),
    placeholderData: keepPreviousData,
    retry: false,
  })
  const process = answer.data?.process
  return (
    <Drawer
      title={
        answer.data && process ? (
          <>
            <StatusDot
              state={toVerdictState({ ...process, verdict: answer.data.verdict })}
              label={t(`processes.page.verdict.${process.kernel ? 'kernel' : answer.data.verdict}`)}
            />{' '}
            {process.name} <span className="muted">PID {process.pid}</span>
          </>
        ) : (
          `PID ${identity.pid}`
        )
      }
      onClose={props.onClose}
      actions={
        process && !process.kernel ? (
          <StopButton host={host} identity={process} name={process.name} onStopped={props.onClose} />
        ) : null
      }
    >
      <Answered answer={answer} next={t('processes.page.gone-next')}>
        {(detail) => <ProcessInFull detail={detail} />}
      </Answered>
    </Drawer>
  )
}

function ProcessInFull({ detail }: { detail: ProcessDetail }) {
  const { t } = useWords()
  const { process, ancestors, children } = detail
  return (
    <>
      <ExplanationTree explanation={detail.explanation} />
      {process.commandLine ? (
        <section>
          <h3>{t('processes.page.command')}</h3>
          <pre className="log process-command">{process.commandLine}</pre>
        </section>
      ) : null}
      <Proof detail={detail} />
      <Family title={t('processes.page.ancestors')} members={ancestors} />
      <Family title={t('processes.page.children')} members={children} />
      <ProcessFigures detail={detail} />
    </>
  )
}

/** What each rule that fits goes by. */
function Proof({ detail }: { detail: ProcessDetail }) {
  const { t, say } = useWords()
  const hits = detail.hits.filter(({ evidence }) => evidence.length > 0)
  if (hits.length === 0) return null
  return (
    <section>
      <h3>{t('processes.page.proof')}</h3>
      {hits.map((hit) => (
        <details key={hit.id} className="proof">
          <summary>
            <StatusDot state={toState(hit.severity)} label={t(`shell.state.${hit.severity}`)} /> {say(hit.title)}
          </summary>
          <EvidenceList evidence={hit.evidence} />
          <p className="muted">
            <code>{hit.id}</code>
          </p>
        </details>
      ))}
    </section>
  )
}

const MOST_FAMILY = 30

function Family({ title, members }: { title: string; members: ProcessDetail['ancestors'] }) {
  const { t } = useWords()
  if (members.length === 0) return null
  return (
    <section>
      <h3>{title}</h3>
      <ul className="family">
        {members.slice(0, MOST_FAMILY).map((member) => (
          <li key={toKey(member)}>
            <Anchor href={hrefWith(member)}>
              {member.name} <span className="muted">PID {member.pid}</span>
            </Anchor>
          </li>
        ))}
      </ul>
      {members.length > MOST_FAMILY ? (
        <p className="muted">{t('processes.page.more', { count: members.length - MOST_FAMILY })}</p>
      ) : null}
    </section>
  )
}

/** The same list with this one open: what the address bar would say. */
function hrefWith(identity: Identity): string {
  const query = new URLSearchParams(location.search)
  query.delete('process')
  query.set('open', toKey(identity))
  return `/processes?${query}`
}

function ProcessFigures({ detail }: { detail: ProcessDetail }) {
  const { t, value, at, ago } = useWords()
  const nowMs = useNow(5000)
  const { process, host } = detail
  const { cpuPercentOfCore, cpuPercentOfMachine, lastActiveAtMs, unit } = process
  const origin = writeOrigin(process)
  return (
    <Facts
      rows={[
        [t('processes.page.state'), t(`processes.page.state.${process.state}`)],
        [t('processes.page.user'), process.user ?? process.uid ?? '–'],
        cpuPercentOfCore === undefined
          ? null
          : [
              t('processes.page.cpu'),
              t('processes.page.cpu-both', {
                core: value(cpuPercentOfCore, 'percent'),
                machine: value(cpuPercentOfMachine, 'percent'),
              }),
            ],
        [
          t('processes.page.memory'),
          `${value(process.memoryBytes, 'bytes')} · ${value(process.memoryPercent, 'percent')}`,
        ],
        process.readBytes === undefined ? null : [t('processes.page.read'), value(process.readBytes, 'bytes')],
        process.writtenBytes === undefined ? null : [t('processes.page.written'), value(process.writtenBytes, 'bytes')],
        [t('processes.page.threads'), process.threads],
        [t('processes.page.connections'), value(process.connectionCount, 'count')],
        [t('processes.page.since'), at(process.startedAtMs)],
        lastActiveAtMs === undefined ? null : [t('processes.page.last-active'), ago(lastActiveAtMs, nowMs)],
        origin === undefined
          ? null
          : [
              t('processes.page.origin'),
              unit?.endsWith('.service') && !process.container && !process.userUnit ? (
                <Anchor key="unit" href={serviceHref(host, unit)}>
                  {unit}
                </Anchor>
              ) : (
                origin
              ),
            ],
      ]}
    />
  )
}
