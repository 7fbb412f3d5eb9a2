// Another process that writes into the same audit: `node append-rows.mjs DATADIR KEY COUNT`.
import { openSqliteDatabase } from '../../../store/sqlite/sqlite-database.ts'
import { systemClock } from '../../clock.ts'
import { silentLog } from '../../log/silent-log.ts'
import { createAudit } from '../audit.ts'

const [dataDir, key, count] = process.argv.slice(2)
const db = openSqliteDatabase(`${dataDir}/vedette.db`)
const audit = createAudit({ db, dataDir, clock: systemClock, log: silentLog, key: Buffer.from(key, 'hex') })
const who = { kind: 'system', id: 'cli', name: 'root', role: 'admin' }
for (let number = 0; number < Number(count); number++)
  await audit.append({ who, from: 'cli', host: 'local', action: 'accounts.user-add', target: 'x', outcome: 'done' })
await db.close()
