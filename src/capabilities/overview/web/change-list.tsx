import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import type { Change } from '../schema.ts'

/** With `height` a long list scrolls by itself. */
export function ChangeList(props: { changes: readonly Change[]; nowMs: number; height?: number }) {
  const { t, at, say, ago } = useWords()
  const rows = props.changes.map((change) => (
    <li
      key={`${change.atMs} ${change.text.key} ${JSON.stringify(change.text.params)} ${change.href}`}
      className="change"
    >
      <time className="muted number" dateTime={new Date(change.atMs).toISOString()} title={at(change.atMs)}>
        {ago(change.atMs, props.nowMs)}
      </time>
      {change.severity ? (
        <StatusDot state={change.severity} label={t(`shell.state.${change.severity}`)} />
      ) : (
        <span className="change-kind muted">{t(`overview.page.change.${change.kind}`)}</span>
      )}
      <span>
        {change.href ? <Anchor href={change.href}>{say(change.text)}</Anchor> : say(change.text)}
        {change.about ? <span className="muted"> · {say(change.about)}</span> : null}
        {change.who ? <span className="muted"> · {change.who}</span> : null}
      </span>
    </li>
  ))
  return props.height ? (
    <ul
      className="list-rows changes"
      style={{ maxHeight: props.height }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
      tabIndex={0}
    >
      {rows}
    </ul>
  ) : (
    <ul className="list-rows">{rows}</ul>
  )
}
