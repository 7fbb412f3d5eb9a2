/** Changes how the signed-in person reads: seen at once, kept with the person. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Me, UserPreferences } from '../../src/capabilities/accounts/schema.ts'
import { patch } from '../api/client.ts'
import { useLook } from '../theme/look.tsx'
import { useToasts } from '../ui/toast.tsx'

export function useChangeMe(): (change: Partial<UserPreferences>) => void {
  const queries = useQueryClient()
  const look = useLook()
  const toasts = useToasts()
  const { mutate } = useMutation({
    mutationFn: (change: Partial<UserPreferences>) => patch<Me>('/api/accounts/me', change),
    onSuccess: (me) => queries.setQueryData(['me'], me),
    onError: toasts.failed,
  })
  return (change) => {
    look.change(change)
    mutate(change)
  }
}
