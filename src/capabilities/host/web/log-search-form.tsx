import { useState } from 'react'
import { useWords } from '../../../../web/locales/words.tsx'
import { CheckField } from '../../../../web/ui/form.tsx'
import { Icon } from '../../../../web/ui/icon.tsx'

/** Searches on Enter: a log may be gigabytes long. */
export function LogSearchForm(props: {
  query: string
  regex: boolean
  onSearch: (search: { q: string; regex: boolean }) => void
}) {
  const { t } = useWords()
  const [typed, setTyped] = useState(props.query)
  const [regex, setRegex] = useState(props.regex)
  return (
    <search data-filter="">
      <form
        className="log-search"
        onSubmit={(event) => {
          event.preventDefault()
          props.onSearch({ q: typed.trim(), regex })
        }}
      >
        <input
          type="search"
          aria-label={t('host.page.search')}
          placeholder={t('host.page.search')}
          value={typed}
          maxLength={500}
          onChange={(event) => {
            setTyped(event.target.value)
            if (event.target.value === '') props.onSearch({ q: '', regex })
          }}
        />
        <CheckField label={t('host.page.regex')} checked={regex} onChange={setRegex} />
        <button type="submit">
          <Icon name="search" /> {t('host.page.search-go')}
        </button>
      </form>
    </search>
  )
}
