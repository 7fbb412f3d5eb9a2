/** Chooses a time zone out of some hundred: type a place, a country or an offset (WAI-ARIA combobox with a list). */
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { browserZone, useWords } from '../../../../web/locales/words.tsx'
import { findZones, listZones } from './zones.ts'

interface Option {
  readonly id: string
  readonly label: string
  readonly offset: string
  readonly name: string
}

export function ZoneField(props: { zone: string; onZone: (zone: string) => void; hint: string }) {
  const { t } = useWords()
  const id = useId()
  const [open, setOpen] = useState(false)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const options = useOptions(open, query)
  const shownZone = props.zone === 'auto' ? t('accounts.page.zone-auto', { zone: browserZone() }) : props.zone
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })

  const show = () => {
    if (open) return
    setQuery('')
    setActive(0)
    setOpen(true)
  }
  const choose = (option: Option | undefined) => {
    setOpen(false)
    if (option && option.id !== props.zone) props.onZone(option.id)
  }
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step !== undefined) {
      show()
      if (open) setActive(Math.max(0, Math.min(options.length - 1, active + step)))
    } else if (event.key === 'Enter' && open) choose(options[active])
    else if (event.key === 'Escape' && open) setOpen(false)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="field zone">
      <label htmlFor={id}>{t('accounts.page.zone')}</label>
      <input
        id={id}
        type="text"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-describedby={`${id}-hint`}
        aria-activedescendant={open && options.length > 0 ? `${id}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        value={open ? query : shownZone}
        placeholder={open ? shownZone : undefined}
        onFocus={(event) => event.target.select()}
        onMouseDown={show}
        onBlur={() => setOpen(false)}
        onKeyDown={press}
        onChange={(event) => {
          setOpen(true)
          setActive(0)
          setQuery(event.target.value)
        }}
      />
      <p className="muted" id={`${id}-hint`}>
        {props.hint}
      </p>
      <div
        className="zone-list"
        role="listbox"
        id={`${id}-list`}
        aria-label={t('accounts.page.zone')}
        hidden={!open}
        ref={list}
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y: the field keeps the focus and hears the keys
          <div
            key={option.id}
            id={`${id}-${index}`}
            className="zone-option"
            role="option"
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault()
              choose(option)
            }}
          >
            <span>{option.label}</span>
            <span className="zone-name">{option.name}</span>
            <span className="number">{option.offset}</span>
          </div>
        ))}
        {open && options.length === 0 ? <p className="muted zone-none">{t('accounts.page.zone-none')}</p> : null}
      </div>
    </div>
  )
}
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

/** The zones are named when the list is first opened, not with the page. */
function useOptions(open: boolean, query: string): readonly Option[] {
  const { t, language } = useWords()
  const [opened, setOpened] = useState(false)
  if (open && !opened) setOpened(true)
  const zones = useMemo(() => (opened ? listZones(language, Date.now()) : []), [opened, language])
  return useMemo(() => {
    if (!open) return []
    const found = findZones(zones, query).map((zone) => ({ ...zone, label: zone.id.replaceAll('_', ' ') }))
    const auto = { id: 'auto', label: t('accounts.page.zone-auto', { zone: browserZone() }), offset: '', name: '' }
    return query.trim() === '' ? [auto, ...found] : found
  }, [open, zones, query, t])
}
