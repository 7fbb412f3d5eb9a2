import { useSyncExternalStore } from 'react'

const phone = '(max-width: 700px)'
const subscribe = (listener: () => void) => {
  const query = matchMedia(phone)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
/** A phone's width: one column, fewer cells. */
export const useNarrow = () => useSyncExternalStore(subscribe, () => matchMedia(phone).matches)
