/** The address bar as state: typed values out of it, and changes back into it. */
import { useRouter, useRouterState } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { type AddressSpec, type AddressValues, changeAddress, parseAddress, parseQuery, writeQuery } from './address.ts'

/** `push` makes a step the back button undoes: opening a thing; filters replace. */
export type ChangeAddress<Spec extends AddressSpec> = (
  change: Partial<AddressValues<Spec>>,
  how?: 'push' | 'replace',
) => void

export function useAddress<Spec extends AddressSpec>(spec: Spec): [AddressValues<Spec>, ChangeAddress<Spec>] {
  const router = useRouter()
  const query = useRouterState({ select: ({ location }) => location.searchStr })
  const values = useMemo(() => parseAddress(spec, parseQuery(query)), [spec, query])
  const change = useCallback<ChangeAddress<Spec>>(
    (next, how = 'replace') => {
      // The address as it is now, not as it was when this view was drawn: two changes in a row both stay.
      const { pathname, search } = router.history.location
      const href = `${pathname}${writeQuery(changeAddress(spec, parseQuery(search), next))}`
      if (how === 'push') router.history.push(href)
      else router.history.replace(href)
    },
    [router, spec],
  )
  return [values, change]
}

export function usePathname(): string {
  return useRouterState({ select: ({ location }) => location.pathname })
}
/** Goes to a place of the console. */
export function useGo(): (href: string) => void {
  const router = useRouter()
  return useCallback((href) => router.history.push(href), [router])
}
