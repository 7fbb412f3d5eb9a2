/** The rows that fit the filters, all of them, as a file: the console writes it, however long it is. */
import { useWords } from '../../../../web/locales/words.tsx'
import { writeQuery } from '../../../../web/shell/address.ts'
import { Icon } from '../../../../web/ui/icon.tsx'
import { Menu } from '../../../../web/ui/menu.tsx'
import type { AuditQuery } from '../schema.ts'
import { isFiltered } from './audit-view.ts'

export function AuditExport({ query }: { query: AuditQuery }) {
  const { t } = useWords()
  const href = (format: 'jsonl' | 'csv') => `/api/accounts/audit/export${writeQuery({ ...query, format })}`
  return (
    <Menu
      label={t('accounts.page.export')}
      button={
        <>
          <Icon name="save" /> {t('accounts.page.export')}
        </>
      }
    >
      <p className="muted export-why">
        {t(isFiltered(query) ? 'accounts.page.export-filtered' : 'accounts.page.export-all')}
      </p>
      <a href={href('jsonl')} download>
        {t('accounts.page.export-jsonl')}
      </a>
      <a href={href('csv')} download>
        {t('accounts.page.export-csv')}
      </a>
    </Menu>
  )
}
