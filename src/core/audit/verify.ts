/** Reads the whole audit and says what is not as it was written. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { AuditProblem, AuditProblemKind, AuditVerdict } from '../audit.ts'
import type { Database } from '../capability.ts'
import { type AuditTables, CHAIN_START, KEY_CHANGED, type StoredRow, toKeyId, toMac } from './chain.ts'
import { type HeadClaims, readHeadFile } from './head-file.ts'

/** Some milliseconds of work; others have their turn between two pages. */
const PAGE_ROWS = 400
const SHOWN = 100

/** Collects problems; neighbours of the same kind become one range where the kind has ranges. */
function createProblems() {
  const shown: AuditProblem[] = []
  let count = 0
  return {
    shown,
    count: () => count,
    add(kind: AuditProblemKind, seq: number, toSeq?: number) {
      count++
      if (shown.length < SHOWN) shown.push({ kind, seq, ...(toSeq === undefined ? {} : { toSeq }) })
    },
    /** Extends the last problem when it is of this kind and ends just before. */
    extend(kind: AuditProblemKind, seq: number) {
      const last = shown.at(-1)
      if (last?.kind === kind && (last.toSeq ?? last.seq) === seq - 1) shown.splice(-1, 1, { ...last, toSeq: seq })
      else this.add(kind, seq, seq)
    },
  }
}

interface Walk {
  readonly key: Buffer
  readonly keyId: string
  readonly claims: HeadClaims
  readonly problems: ReturnType<typeof createProblems>
  /** Rows whose own MAC is wrong, kept to see whether they only changed places. */
  readonly wrong: StoredRow[]
  readonly notInHeadFile: number[]
  notInHeadFileCount: number
  /** Rows of another key before the first row of the present one. */
  otherKey: { seq: number; toSeq: number } | undefined
  ownRows: number
  rows: number
  lastSeq: number
  /** MAC of the row before; nothing when that row is gone or wrong. */
  previousMac: string | undefined
}

function isOwnMacRight(walk: Walk, row: StoredRow): boolean {
  return row.mac === toMac(walk.key, row)
}

function checkRow(walk: Walk, row: StoredRow) {
  const { problems, claims } = walk
  const gap = row.seq !== walk.lastSeq + 1
  if (gap) problems.add('missing', walk.lastSeq + 1, row.seq - 1)
  const linked = gap || walk.previousMac === undefined || row.previous_mac === walk.previousMac
  const claim = claims.check(row.seq, row.mac)
  if (claim === 'unknown') {
    walk.notInHeadFileCount++
    if (walk.notInHeadFile.length < SHOWN) walk.notInHeadFile.push(row.seq)
  }
  walk.lastSeq = row.seq
  walk.rows++
  walk.previousMac = row.mac
  if (row.key_id !== walk.keyId) noteOtherKey(walk, row)
  else if (!checkOwnRow(walk, row)) return
  if (!linked || claim === 'other') problems.add('rewritten', row.seq)
}

function noteOtherKey(walk: Walk, row: StoredRow) {
  if (walk.ownRows > 0) walk.problems.extend('other-key', row.seq)
  else walk.otherKey = { seq: walk.otherKey?.seq ?? row.seq, toSeq: row.seq }
}

/** False: the row is not what was written. */
function checkOwnRow(walk: Walk, row: StoredRow): boolean {
  const right = isOwnMacRight(walk, row)
  // Only whoever has the key can say that it is new: else naming another key would hide any change.
  if (walk.ownRows++ === 0 && walk.otherKey && !(right && row.action === KEY_CHANGED)) {
    walk.problems.add('other-key', walk.otherKey.seq, walk.otherKey.toSeq)
    walk.otherKey = undefined
  }
  if (right) return true
  walk.previousMac = undefined
  if (walk.wrong.length < SHOWN) walk.wrong.push(row)
  else walk.problems.add('changed', row.seq)
  return false
}

/** A row that is right under another wrong row's number has only been moved. */
function sortOutWrongRows(walk: Walk) {
  for (const row of walk.wrong) {
    const home = walk.wrong.find(({ seq }) => seq !== row.seq && isOwnMacRight(walk, { ...row, seq }))
    if (home) walk.problems.add('reordered', row.seq, home.seq)
    else walk.problems.add('changed', row.seq)
  }
}

export async function verifyAudit(options: {
  db: Database
  key: Buffer
  headFile: string
  signal?: AbortSignal | undefined
}): Promise<AuditVerdict> {
  const db = options.db.tables<AuditTables>()
  const readLastSeq = async () =>
    Number(
      (await db.selectFrom('core_audit').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0,
    )
  // The head file is read before the rows: a row is always committed before its line, so no line is without its row.
  const claims = await readHeadFile(options.headFile, await readLastSeq())
  const turn = await db.selectFrom('core_audit_turn').select('last_seq').where('id', '=', 1).executeTakeFirst()
  const walk: Walk = {
    key: options.key,
    keyId: toKeyId(options.key),
    claims,
    problems: createProblems(),
    wrong: [],
    notInHeadFile: [],
    notInHeadFileCount: 0,
    otherKey: undefined,
    ownRows: 0,
    rows: 0,
    lastSeq: 0,
    previousMac: CHAIN_START,
  }
  // Rows count from 1: what stands before was put there by somebody else, and would be read and exported like the others.
  const strays = await db
    .selectFrom('core_audit')
    .select('seq')
    .where('seq', '<', 1)
    .orderBy('seq')
    .limit(SHOWN)
    .execute()
  for (const { seq } of strays) walk.problems.add('changed', Number(seq))
  let firstUs: number | undefined
  let lastUs: number | undefined
  let head = CHAIN_START
  for (;;) {
    options.signal?.throwIfAborted()
    const page = await db
      .selectFrom('core_audit')
      .selectAll()
      .where('seq', '>', walk.lastSeq)
      .orderBy('seq')
      .limit(PAGE_ROWS)
      .execute()
    for (const row of page) {
      const typed = { ...row, seq: Number(row.seq), at_us: Number(row.at_us) }
      checkRow(walk, typed)
      firstUs ??= typed.at_us
      lastUs = typed.at_us
      head = typed.mac
    }
    if (page.length < PAGE_ROWS) break
    await nextTurn()
  }
  sortOutWrongRows(walk)
  const countedTo = Math.max(claims.lastSeq, Number(turn?.last_seq ?? 0))
  if (countedTo > walk.lastSeq) walk.problems.add('cut-off', walk.lastSeq + 1, countedTo)
  for (const line of claims.damagedLines) walk.problems.add('head-damaged', line)
  if (!claims.exists && countedTo > 0) walk.problems.add('head-missing', 0)
  return {
    ok: walk.problems.count() === 0,
    rows: walk.rows,
    ...(firstUs === undefined ? {} : { firstAtMs: firstUs / 1000 }),
    ...(lastUs === undefined ? {} : { lastAtMs: lastUs / 1000 }),
    head,
    problems: walk.problems.shown,
    problemCount: walk.problems.count(),
    ...(walk.otherKey ? { otherKey: walk.otherKey } : {}),
    notInHeadFile: walk.notInHeadFile,
    notInHeadFileCount: walk.notInHeadFileCount,
  }
}
