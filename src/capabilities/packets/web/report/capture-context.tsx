/** The capture a view is about, its report, and where a click leads. */
import { createContext, useCallback, useContext, useMemo } from 'react'
import { text } from '../../../../../web/shell/address.ts'
import { useAddress } from '../../../../../web/shell/use-address.ts'
import type { CaptureDetail } from '../../schema.ts'
import { narrow, packetsHref } from '../filter-terms.ts'
import type { PageReport } from '../page-report.ts'

export interface CaptureView {
  readonly capture: CaptureDetail
  readonly report: PageReport
}
const CaptureContext = createContext<CaptureView | undefined>(undefined)
export const CaptureProvider = CaptureContext

export function useCaptureView(): CaptureView {
  const view = useContext(CaptureContext)
  if (!view) throw new Error('useCaptureView needs a capture above it')
  return view
}

export const filterSpec = { filter: text() }

/** The packets that the present filter and one more term keep. */
export function useNarrowed(): (term: string) => string {
  const { capture } = useCaptureView()
  const [{ filter }] = useAddress(filterSpec)
  return useCallback((term: string) => packetsHref(capture.id, narrow(filter, term)), [capture.id, filter])
}

/** What an address was called in this capture. */
export function useNameOf(): (address: string) => string | undefined {
  const { report } = useCaptureView()
  const { names } = report
  const known = useMemo(() => new Map((names ?? []).map(({ address, name }) => [address, name])), [names])
  return useCallback((address: string) => known.get(address), [known])
}
