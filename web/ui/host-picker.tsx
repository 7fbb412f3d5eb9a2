/** Which machine a page speaks of; one machine needs no choice. */
import type { OverviewHost } from '../../src/capabilities/overview/schema.ts'
import { useWords } from '../locales/words.tsx'

export function HostPicker(props: {
  hosts: readonly OverviewHost[]
  host: string
  onHost: (host: string) => void
  /** Also offers every machine, as the empty string. */
  all?: boolean
}) {
  const { t } = useWords()
  if (props.hosts.length < 2 && !props.all) return null
  return (
    <label className="host-picker">
      <span className="unseen">{t('shell.host')}</span>
      <select value={props.host} onChange={(event) => props.onHost(event.target.value)}>
        {props.all ? <option value="">{t('shell.hosts.all')}</option> : null}
        {props.hosts.map(({ id, name, connected }) => (
          <option key={id} value={id}>
            {connected ? name : t('shell.host.silent', { name })}
          </option>
        ))}
      </select>
    </label>
  )
}
