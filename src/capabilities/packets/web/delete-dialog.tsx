import { useQueryClient } from '@tanstack/react-query'
import { remove } from '../../../../web/api/client.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { PlanDialog } from '../../../../web/ui/plan-dialog.tsx'
import { useToasts } from '../../../../web/ui/toast.tsx'
import type { Capture } from '../schema.ts'
import { captureApi, refreshCaptures } from './api.ts'
import { planDelete } from './delete-plan.ts'

export function DeleteDialog(props: { capture: Capture; onClose: () => void; onDeleted?: () => void }) {
  const { t } = useWords()
  const toasts = useToasts()
  const queries = useQueryClient()
  const { capture } = props
  return (
    <PlanDialog
      plan={planDelete(capture)}
      onClose={props.onClose}
      onApply={async () => {
        await remove(captureApi(capture.id))
        toasts.done(t('packets.page.deleted', { name: capture.name }))
        props.onClose()
        props.onDeleted?.()
        await refreshCaptures(queries)
      }}
    />
  )
}
