import { SqliteAdapter, SqliteDialect } from 'kysely'

/** SQLite undoes a `create table` with the rest of its transaction, which Kysely's own adapter leaves unused. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

export class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}
