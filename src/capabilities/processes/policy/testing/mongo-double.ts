/**
 * A MongoDB for tests: OP_MSG (https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/) over a real socket,
 * with the commands and operators this capability uses, kept in memory. Anything else is refused, never guessed.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { BSON, type Document, ObjectId } from 'mongodb'

const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const HEADER_BYTES = 16
const DUPLICATE_KEY = 11000
const COMMAND_NOT_FOUND = 59
/** MongoDB 7.0. */
const WIRE_VERSION = 21

export interface MongoDouble {
  readonly url: string
  /** Commands in the order in which they came, without the driver's own. */
  readonly commands: readonly string[]
  /** What a collection holds, to look at and to damage. */
  documents(collection: string): Document[]
  /** Databases that were asked for, but the driver's own. */
  databases(): readonly string[]
  /** Every answer waits that long. */
  setDelay(delayMs: number): void
  /** These commands are answered with “not authorized”. */
  forbid(...names: readonly string[]): void
  /** Ends every connection; new ones are still accepted. */
  dropConnections(): void
  /** Nobody listens any more, until `listen`. */
  shut(): Promise<void>
  listen(): Promise<void>
  stop(): Promise<void>
}

class CommandError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}
interface Collection {
  documents: Document[]
  unique: (readonly string[])[]
}

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b || typeof a === 'string' || typeof b === 'string') return a === b
  return Buffer.compare(BSON.serialize({ a }), BSON.serialize({ a: b })) === 0
}
function matches(document: Document, filter: Document): boolean {
  return Object.entries(filter).every(([field, wanted]) => {
    if (field.startsWith('$')) throw new CommandError(2, `the double knows no ${field}`)
    return sameValue(document[field], wanted)
  })
}

/** Returns the changed document; the given one stays as it is. */
function applyUpdate(document: Document, update: Document, isInsert: boolean): Document {
  const changed = { ...document }
  for (const [operator, fields] of Object.entries(update as Record<string, Document>)) {
    for (const [field, value] of Object.entries(fields)) applyOperator(changed, operator, field, value, isInsert)
  }
  return changed
}
function applyOperator(changed: Document, operator: string, field: string, value: unknown, isInsert: boolean): void {
  if (operator === '$set' || (operator === '$setOnInsert' && isInsert)) changed[field] = value
  else if (operator === '$unset') delete changed[field]
  else if (operator === '$addToSet') {
    const present = (changed[field] ?? []) as unknown[]
    const added = (value as { $each: unknown[] }).$each.filter((item) => !present.includes(item))
    changed[field] = [...present, ...added]
  } else if (operator !== '$setOnInsert') throw new CommandError(9, `the double knows no ${operator}`)
}

function createEngine() {
  const collections = new Map<string, Collection>()
  const collection = (name: string): Collection => {
    const found = collections.get(name) ?? { documents: [], unique: [] }
    collections.set(name, found)
    return found
  }
  function assertUnique({ documents, unique }: Collection, candidate: Document): void {
    for (const fields of [['_id'], ...unique]) {
      const twin = documents.find((other) => fields.every((field) => sameValue(other[field], candidate[field])))
      if (twin) throw new CommandError(DUPLICATE_KEY, `E11000 duplicate key error: ${fields.join(', ')}`)
    }
  }
  function insert(into: Collection, document: Document): Document {
    const whole = { _id: document['_id'] ?? new ObjectId(), ...document }
    assertUnique(into, whole)
    into.documents.push(whole)
    return whole
  }
  function updateOne(into: Collection, { q, u, upsert }: Document): { changed: number; upserted?: unknown } {
    const index = into.documents.findIndex((document) => matches(document, q))
    const found = into.documents[index]
    if (found) {
      into.documents[index] = applyUpdate(found, u, false)
      return { changed: 1 }
    }
    return upsert ? { changed: 1, upserted: insert(into, applyUpdate({ ...q }, u, true))['_id'] } : { changed: 0 }
  }
  /** Runs each statement; one that fails is reported by its number, as the server does. */
  function forEachStatement(statements: readonly Document[], run: (statement: Document, index: number) => void) {
    const writeErrors: Document[] = []
    for (const [index, statement] of statements.entries()) {
      try {
        run(statement, index)
      } catch (error) {
        if (!(error instanceof CommandError)) throw error
        writeErrors.push({ index, code: error.code, errmsg: error.message })
      }
    }
    return writeErrors.length > 0 ? { writeErrors } : {}
  }
  const find = ({ find: name, filter = {}, limit = 0, sort, $db }: Document): Document => {
    const order = Object.keys(sort ?? {})
    if (order.some((field) => field !== '_id')) throw new CommandError(2, 'the double sorts by _id alone')
    const found = collection(name).documents.filter((document) => matches(document, filter))
    const sorted = order.length > 0 ? found.toSorted((a, b) => compareIds(a, b)) : found
    return {
      cursor: { id: BSON.Long.ZERO, ns: `${$db}.${name}`, firstBatch: limit > 0 ? sorted.slice(0, limit) : sorted },
    }
  }
  const commands: Readonly<Record<string, (command: Document) => Document>> = {
    find,
    insert: ({ insert: name, documents }) => {
      let n = 0
      const errors = forEachStatement(documents, (document) => {
        insert(collection(name), document)
        n++
      })
      return { n, ...errors }
    },
    update: ({ update: name, updates }) => {
      let n = 0
      const upserted: Document[] = []
      const errors = forEachStatement(updates, (statement, index) => {
        const result = updateOne(collection(name), statement)
        n += result.changed
        if (result.upserted !== undefined) upserted.push({ index, _id: result.upserted })
      })
      return { n, nModified: n - upserted.length, ...(upserted.length > 0 ? { upserted } : {}), ...errors }
    },
    delete: ({ delete: name, deletes }) => {
      const into = collection(name)
      let n = 0
      for (const { q, limit } of deletes as Document[]) {
        const gone = into.documents.filter((document) => matches(document, q)).slice(0, limit || undefined)
        into.documents = into.documents.filter((document) => !gone.includes(document))
        n += gone.length
      }
      return { n }
    },
    createIndexes: ({ createIndexes: name, indexes }) => {
      const into = collection(name)
      for (const { key, unique } of indexes as Document[]) if (unique) into.unique.push(Object.keys(key))
      return { numIndexesBefore: 1, numIndexesAfter: 1 + into.unique.length }
    },
    dropDatabase: () => {
      collections.clear()
      return {}
    },
    ping: () => ({}),
    endSessions: () => ({}),
  }
  return {
    documents: (name: string) => collection(name).documents,
    run(command: Document): Document {
      const name = Object.keys(command)[0] ?? ''
      const answer = commands[name]
      try {
        if (!answer) throw new CommandError(COMMAND_NOT_FOUND, `no such command: '${name}'`)
        return { ...answer(command), ok: 1 }
      } catch (error) {
        if (!(error instanceof CommandError)) throw error
        return { ok: 0, code: error.code, errmsg: error.message }
      }
    },
  }
}
function compareIds(a: Document, b: Document): number {
  const [left, right] = [String(a['_id']), String(b['_id'])]
  return left < right ? -1 : Number(left > right)
}

const UNAUTHORIZED: Document = { ok: 0, code: 13, codeName: 'Unauthorized', errmsg: 'not authorized' }
const GREETINGS = new Set(['hello', 'isMaster', 'ismaster'])
const greet = (): Document => ({
  isWritablePrimary: true,
  ismaster: true,
  helloOk: true,
  maxBsonObjectSize: 16 * 1024 * 1024,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: WIRE_VERSION,
  readOnly: false,
  ok: 1,
})

/** Sections of OP_MSG: kind 0 is the command, kind 1 a list that belongs to one of its fields. */
function decodeMessage(message: Buffer): Document {
  let offset = HEADER_BYTES + 4
  let command: Document = {}
  const lists: Document = {}
  while (offset < message.length) {
    const kind = message.readUInt8(offset++)
    const end = offset + message.readInt32LE(offset)
    if (kind === 0) command = BSON.deserialize(message.subarray(offset, end))
    else {
      const nameEnd = message.indexOf(0, offset + 4)
      const documents: Document[] = []
      for (let at = nameEnd + 1; at < end; at += message.readInt32LE(at))
        documents.push(BSON.deserialize(message.subarray(at, at + message.readInt32LE(at))))
      lists[message.toString('utf8', offset + 4, nameEnd)] = documents
    }
    offset = end
  }
  return { ...command, ...lists }
}
/** The first greeting still comes as OP_QUERY. */
function decodeQuery(message: Buffer): Document {
  const nameEnd = message.indexOf(0, HEADER_BYTES + 4)
  return BSON.deserialize(message.subarray(nameEnd + 1 + 8))
}
function encode(opCode: number, responseTo: number, head: Buffer, document: Document): Buffer {
  const body = BSON.serialize(document)
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeInt32LE(HEADER_BYTES + head.length + body.length, 0)
  header.writeInt32LE(responseTo, 8)
  header.writeInt32LE(opCode, 12)
  return Buffer.concat([header, head, body])
}
function encodeAnswer(opCode: number, responseTo: number, document: Document): Buffer {
  // Flags and kind 0 for OP_MSG; flags, cursor, start and count for OP_REPLY.
  if (opCode === OP_MSG) return encode(OP_MSG, responseTo, Buffer.alloc(5), document)
  const head = Buffer.alloc(20)
  head.writeInt32LE(1, 16)
  return encode(OP_REPLY, responseTo, head, document)
}

export async function startMongoDouble(): Promise<MongoDouble> {
  const engine = createEngine()
  const commands: string[] = []
  const databases = new Set<string>()
  const forbidden = new Set<string>()
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  let delayMs = 0
  let port = 0
  let server: Server | undefined

  const toAnswer = (name: string, isGreeting: boolean, command: Document): Document => {
    if (isGreeting) return greet()
    return forbidden.has(name) ? UNAUTHORIZED : engine.run(command)
  }
  const note = (name: string, database: string) => {
    commands.push(name)
    databases.add(database)
  }
  function answer(socket: Socket, message: Buffer): void {
    const opCode = message.readInt32LE(12)
    if (opCode !== OP_MSG && opCode !== OP_QUERY) return void socket.destroy()
    const command = opCode === OP_MSG ? decodeMessage(message) : decodeQuery(message)
    const name = Object.keys(command)[0] ?? ''
    const isGreeting = GREETINGS.has(name)
    if (!isGreeting && name !== 'endSessions') note(name, String(command['$db']))
    const bytes = encodeAnswer(opCode, message.readInt32LE(4), toAnswer(name, isGreeting, command))
    const send = () => socket.write(bytes)
    if (delayMs === 0 || isGreeting) return void send()
    const timer = setTimeout(() => {
      timers.delete(timer)
      send()
    }, delayMs)
    timers.add(timer)
  }
  function accept(socket: Socket): void {
    sockets.add(socket)
    let rest = Buffer.alloc(0)
    socket.on('data', (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes])
      while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
        const lengthBytes = rest.readInt32LE(0)
        answer(socket, rest.subarray(0, lengthBytes))
        rest = rest.subarray(lengthBytes)
      }
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy()
  }
  async function listen(): Promise<void> {
    const fresh = createServer(accept)
    await new Promise<void>((resolve, reject) => {
      fresh.once('error', reject)
      fresh.listen(port, '127.0.0.1', resolve)
    })
    const address = fresh.address()
    if (address !== null && typeof address === 'object') port = address.port
    server = fresh
  }
  async function shut(): Promise<void> {
    const closing = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
    server = undefined
    dropConnections()
    await closing
  }
  await listen()
  return {
    url: `mongodb://127.0.0.1:${port}/`,
    commands,
    documents: engine.documents,
    databases: () => [...databases],
    setDelay: (ms) => {
      delayMs = ms
    },
    forbid: (...names) => {
      for (const name of names) forbidden.add(name)
    },
    dropConnections,
    shut,
    listen,
    async stop() {
      for (const timer of timers) clearTimeout(timer)
      await shut()
    },
  }
}
