/** What people say about a finding; each ends with every list asking again. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type {
  AcknowledgeRequest,
  AssignRequest,
  CommentRequest,
  ExpectRequest,
  MuteRequest,
} from '../../src/capabilities/findings/schema.ts'
import { post } from '../api/client.ts'
import { useToasts } from '../ui/toast.tsx'

export type FindingAction =
  | { readonly verb: 'assign'; readonly body: AssignRequest }
  | { readonly verb: 'comment'; readonly body: CommentRequest }
  | { readonly verb: 'mute'; readonly body: MuteRequest }
  | { readonly verb: 'expect'; readonly body: ExpectRequest }
  | { readonly verb: 'acknowledge'; readonly body: AcknowledgeRequest }
  | { readonly verb: 'unacknowledge' | 'unmute'; readonly body: Record<string, never> }

export function useFindingAction(id: string) {
  const queries = useQueryClient()
  const toasts = useToasts()
  return useMutation({
    mutationFn: ({ verb, body }: FindingAction) => post(`/api/findings/${encodeURIComponent(id)}/${verb}`, body),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['findings'] }),
        queries.invalidateQueries({ queryKey: ['overview'] }),
      ]),
    onError: toasts.failed,
  })
}
