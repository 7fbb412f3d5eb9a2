/** Who is signed in. */
import { createContext, useContext } from 'react'
import type { Me } from '../../src/capabilities/accounts/schema.ts'

const MeContext = createContext<Me | undefined>(undefined)
export const MeProvider = MeContext

export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('useMe needs a signed-in page')
  return me
}
