/** Which database `DATABASE_URL` names: `sqlite:///./x.db` (as SQLAlchemy writes it) or `postgres://…`. */
import { isAbsolute, join, resolve } from 'node:path'
import { storeErrors } from './errors.ts'

export type StoreLocation =
  | { readonly dialect: 'sqlite'; readonly file: string; readonly seriesFile: string }
  | { readonly dialect: 'postgres'; readonly url: string /** Without the password. */; readonly address: string }

/** Three slashes are a path relative to `cwd`, four an absolute one; without a URL it is `<dataDir>/vedette.db`. */
export function parseStoreUrl(url: string | undefined, dataDir: string, cwd: string): StoreLocation {
  if (!url) return sqliteAt(join(resolve(cwd, dataDir), 'vedette.db'))
  const sqlite = /^sqlite:\/\/\/(.+)$/.exec(url)
  if (sqlite?.[1]) {
    const path = decodeURIComponent(sqlite[1])
    return sqliteAt(isAbsolute(path) ? path : resolve(cwd, path))
  }
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return { dialect: 'postgres', url, address: addressOf(url) }
  throw storeErrors['store.url-invalid']({ url: withoutPassword(url) })
}

/** History lies beside the relational file, so that either can be moved away alone. */
function sqliteAt(file: string): StoreLocation {
  return { dialect: 'sqlite', file, seriesFile: file.replace(/(\.[^./\\]+)?$/, '-series$1') }
}

function addressOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host || 'localhost'}${pathname}`
}

const withoutPassword = (url: string) => url.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1:***@')
