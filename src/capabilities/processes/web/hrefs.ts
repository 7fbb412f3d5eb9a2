/** Places these pages lead to. */
import { LOCAL_HOST } from '../../../../web/api/hosts.ts'
import { type Identity, toKey } from '../schema.ts'

export const toQuery = (host: string) => (host === LOCAL_HOST ? '' : `?host=${encodeURIComponent(host)}`)

export const processHref = (host: string, identity: Identity) =>
  `/processes?${host === LOCAL_HOST ? '' : `host=${encodeURIComponent(host)}&`}open=${toKey(identity)}`

/** The service as the page of hosts shows it, with its own stop button. */
export const serviceHref = (host: string, unit: string) =>
  `/host?host=${encodeURIComponent(host)}&view=services&service=${encodeURIComponent(unit)}`
