/**
 * Runs heavy reads in a process of its own. SQLite gives JavaScript no way to interrupt a running statement, and ending
 * a thread waits for it too; only ending a process stops it at once.
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

interface Question {
  readonly sql: string
  readonly parameters: SQLInputValue[]
}

const file = process.argv[2] ?? ''
const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 })

process.on('message', ({ sql, parameters }: Question) => {
  try {
    process.send?.({ rows: db.prepare(sql).all(...parameters) })
  } catch (error) {
    const { message, code, errcode } = error as Error & { code?: string; errcode?: number }
    process.send?.({ failure: { message, code, errcode } })
  }
})
process.on('disconnect', () => process.exit())
