import { describe, expect, test } from 'vitest'
import { toPostgresError } from './postgres/postgres-errors.ts'
import { parseStoreUrl } from './store-url.ts'

describe('the address of the store', () => {
  test.each([
    { url: undefined, file: '/srv/v/data/vedette.db', seriesFile: '/srv/v/data/vedette-series.db' },
    { url: 'sqlite:///./x.db', file: '/srv/v/x.db', seriesFile: '/srv/v/x-series.db' },
    { url: 'sqlite:////var/lib/v/x', file: '/var/lib/v/x', seriesFile: '/var/lib/v/x-series' },
    { url: 'sqlite:///a%20b.sqlite3', file: '/srv/v/a b.sqlite3', seriesFile: '/srv/v/a b-series.sqlite3' },
  ])('$url is a file', ({ url, file, seriesFile }) => {
    expect(parseStoreUrl(url, './data', '/srv/v')).toEqual({ dialect: 'sqlite', file, seriesFile })
  })

  test.each(['postgres://ops:s3cret@db.lan:5433/vedette', 'postgresql://ops:s3cret@db.lan:5433/vedette'])(
    '%s is PostgreSQL',
    (url) => {
      expect(parseStoreUrl(url, './data', '/')).toEqual({ dialect: 'postgres', url, address: 'db.lan:5433/vedette' })
    },
  )

  test.each(['sqlite:x.db', 'sqlite:///', 'mysql://u:s3cret@h/d', 'postgres', 'postgres://u:s3cret@h:port/d'])(
    '“%s” is refused, its password unsaid',
    (url) => {
      expect(() => parseStoreUrl(url, './data', '/')).toThrow(
        expect.objectContaining({ code: 'store.url-invalid', message: expect.not.stringContaining('s3cret') }),
      )
    },
  )
})

describe('what PostgreSQL says', () => {
  test.each([
    ['28P01', 'store.sign-in-refused'],
    ['28000', 'store.sign-in-refused'],
    ['3D000', 'store.no-database'],
    ['53100', 'store.full'],
    ['53300', 'store.unreachable'],
    ['57P01', 'store.unreachable'],
    ['08006', 'store.unreachable'],
    ['ECONNREFUSED', 'store.unreachable'],
    ['ENOTFOUND', 'store.unreachable'],
    ['23505', 'store.duplicate'],
    ['55P03', 'store.locked'],
    ['42P01', 'store.failed'],
  ])('as %s is %s', (code, wanted) => {
    const error = Object.assign(new Error('said'), { code })
    expect(toPostgresError(error, 'db.lan/vedette')).toMatchObject({ code: wanted, cause: error })
  })
})
