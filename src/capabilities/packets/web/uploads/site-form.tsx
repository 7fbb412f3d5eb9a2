/** A machine is added: who it is, how it lets us in, and its host key, which is compared before anything is said to it. */
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { post } from '../../../../../web/api/client.ts'
import { useWords } from '../../../../../web/locales/words.tsx'
import { Failed } from '../../../../../web/ui/answers.tsx'
import { ProgressBar } from '../../../../../web/ui/bars.tsx'
import { CheckField, Segmented, TextField } from '../../../../../web/ui/form.tsx'
import type { HostKey, NewSite, Site } from '../../schema.ts'
import { refreshCaptures } from '../api.ts'

const SECRETS = ['password', 'privateKey'] as const
const EMPTY = { name: '', host: '', port: '22', user: '', password: '', privateKey: '', passphrase: '' }
type Fields = typeof EMPTY

export function SiteForm({ onEnd }: { onEnd: () => void }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [fields, setFields] = useState(EMPTY)
  const [kind, setKind] = useState<(typeof SECRETS)[number]>('password')
  const [hostKey, setHostKey] = useState('')
  const [compared, setCompared] = useState(false)
  const [asking, setAsking] = useState(false)
  const [error, setError] = useState<unknown>()
  const put = (name: keyof Fields) => (value: string) => {
    setFields((now) => ({ ...now, [name]: value }))
    // Another machine has another key.
    if (name === 'host' || name === 'port') setHostKey('')
  }
  const attempt = async (task: () => Promise<void>) => {
    setAsking(true)
    setError(undefined)
    await task().catch(setError)
    setAsking(false)
  }
  const machine = { host: fields.host.trim(), port: Number(fields.port) || 22 }
  const askKey = async () => {
    setCompared(false)
    setHostKey((await post<HostKey>('/api/packets/sites/host-key', machine)).hostKey)
  }
  const add = async () => {
    const secret =
      kind === 'password'
        ? { password: fields.password }
        : { privateKey: fields.privateKey, ...(fields.passphrase ? { passphrase: fields.passphrase } : {}) }
    const { name, user } = fields
    const site: NewSite = { ...machine, ...secret, name: name.trim() || machine.host, user: user.trim(), hostKey }
    await post<Site>('/api/packets/sites', site)
    await refreshCaptures(queries)
    onEnd()
  }
  const send = (event: FormEvent) => {
    event.preventDefault()
    void attempt(hostKey ? add : askKey)
  }
  const secret = kind === 'password' ? fields.password : fields.privateKey
  const ready = machine.host !== '' && fields.user.trim() !== '' && secret !== ''
  return (
    <form className="form" onSubmit={send}>
      <TextField label={t('packets.page.site-host')} value={fields.host} onChange={put('host')} required />
      <TextField label={t('packets.page.site-port')} value={fields.port} onChange={put('port')} type="number" />
      <TextField label={t('packets.page.site-user')} value={fields.user} onChange={put('user')} required />
      <Segmented
        label={t('packets.page.site-secret')}
        value={kind}
        choices={SECRETS.map((value) => ({ value, label: t(`packets.page.site-secret.${value}`) }))}
        onChange={setKind}
      />
      {kind === 'password' ? (
        <TextField
          label={t('packets.page.site-secret.password')}
          value={fields.password}
          onChange={put('password')}
          type="password"
          autoComplete="new-password"
          hint={t('packets.page.site-secret-hint')}
        />
      ) : (
        <>
          <TextField
            label={t('packets.page.site-secret.privateKey')}
            value={fields.privateKey}
            onChange={put('privateKey')}
            rows={4}
            hint={t('packets.page.site-secret-hint')}
          />
          <TextField
            label={t('packets.page.site-passphrase')}
            value={fields.passphrase}
            onChange={put('passphrase')}
            type="password"
            autoComplete="new-password"
          />
        </>
      )}
      <TextField label={t('packets.page.site-name')} value={fields.name} onChange={put('name')} maxLength={100} />
      {hostKey ? (
        <section className="site-key" aria-label={t('packets.page.site-key')}>
          <h3>{t('packets.page.site-key')}</h3>
          <p>
            <code>{hostKey}</code>
          </p>
          <p className="muted">
            {t('packets.page.site-key-why')} <code>ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub</code>
          </p>
          <CheckField label={t('packets.page.site-key-same')} checked={compared} onChange={setCompared} />
        </section>
      ) : null}
      {error ? <Failed error={error} /> : null}
      {asking ? <ProgressBar label={t('packets.page.site-asking')} /> : null}
      <div className="actions">
        <button type="submit" className="button-go" disabled={!ready || asking || (hostKey !== '' && !compared)}>
          {t(hostKey ? 'packets.page.site-add-now' : 'packets.page.site-ask-key')}
        </button>
        <button type="button" onClick={onEnd}>
          {t('packets.page.site-back')}
        </button>
      </div>
    </form>
  )
}
