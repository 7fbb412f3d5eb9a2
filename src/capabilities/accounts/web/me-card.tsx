/** How one likes to read: seen at once, and the same in every browser. */
import { useMe } from '../../../../web/api/me.ts'
import { ROLE_ORDER } from '../../../../web/api/roles.ts'
import { useNow } from '../../../../web/live/live.tsx'
import { LANGUAGE_IDS, LANGUAGE_NAMES, pickLanguage } from '../../../../web/locales/languages.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { useChangeMe } from '../../../../web/shell/change-me.ts'
import { useLook } from '../../../../web/theme/look.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { CheckField, Segmented, SelectField } from '../../../../web/ui/form.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { ZoneField } from './zone-field.tsx'

export function MeCard() {
  const { t, at } = useWords()
  const { chosen } = useLook()
  const change = useChangeMe()
  const nowMs = useNow(1000)
  return (
    <Card span={7} title={<span id="me">{t('shell.my-settings')}</span>} aside={t('accounts.page.me-kept')}>
      <div className="me-fields">
        <SelectField
          label={t('shell.language')}
          value={chosen.language}
          choices={[
            {
              value: 'auto',
              label: t('accounts.page.language-auto', { name: LANGUAGE_NAMES[pickLanguage(navigator.languages)] }),
            },
            ...LANGUAGE_IDS.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
          ]}
          onChange={(language) => change({ language })}
        />
        <ZoneField
          zone={chosen.zone}
          onZone={(zone) => change({ zone })}
          hint={t('accounts.page.zone-now', { time: at(nowMs, 'clock') })}
        />
        <div className="field">
          <b>{t('shell.theme.title')}</b>
          <Segmented
            label={t('shell.theme.title')}
            value={chosen.theme}
            choices={(['dark', 'light', 'auto'] as const).map((value) => ({ value, label: t(`shell.theme.${value}`) }))}
            onChange={(theme) => change({ theme })}
          />
        </div>
        <div className="field">
          <b>{t('accounts.page.font')}</b>
          <CheckField
            label={t('shell.font.plain')}
            checked={chosen.plainFont}
            onChange={(plainFont) => change({ plainFont })}
          />
          <p className="muted">{t('accounts.page.font-why')}</p>
        </div>
      </div>
    </Card>
  )
}

/** Who one is here, what that allows, and the way to another password. */
export function IdentityCard({ onPassword }: { onPassword: () => void }) {
  const { t } = useWords()
  const me = useMe()
  const roles = ROLE_ORDER.slice(0, ROLE_ORDER.indexOf(me.role) + 1)
  return (
    <Card span={5} title={t('accounts.page.signed-in-as')} aside={t(`shell.role.${me.role}`)}>
      <div className="form">
        <p className="big">{me.name}</p>
        <ul className="plan-points">
          {roles.map((role) => (
            <li key={role}>
              <StatusDot state="good" /> {t(`accounts.page.may.${role}`)}
            </li>
          ))}
        </ul>
        <div className="actions">
          <button type="button" onClick={onPassword}>
            {t('accounts.page.password-change')}…
          </button>
          <span className="muted">{t('accounts.page.password-why')}</span>
        </div>
      </div>
    </Card>
  )
}
