import { useWords } from '../../../../web/locales/words.tsx'
import { StatusDot, toState } from '../../../../web/ui/state.tsx'
import type { FindingEvent } from '../../../core/findings/schema.ts'

export function EventList({ events, nowMs }: { events: readonly FindingEvent[]; nowMs: number }) {
  const { t, at, ago, say } = useWords()
  return (
    <ul className="list-rows">
      {events.map((event) => (
        <li key={event.id} className="change">
          <time className="muted number" dateTime={new Date(event.atMs).toISOString()} title={at(event.atMs)}>
            {ago(event.atMs, nowMs)}
          </time>
          <StatusDot state={toState(event.severity)} label={t(`shell.state.${event.severity}`)} />
          <span>{say(event.title)}</span>
        </li>
      ))}
    </ul>
  )
}
