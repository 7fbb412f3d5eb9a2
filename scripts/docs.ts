/** `npm run docs`: writes the documents that follow from the manifests and from the running console. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeAdmin, startConsole } from '../test/e2e/console.ts'
import { writeApi, writeDocuments } from './docs/write.ts'

const running = await startConsole()
try {
  const admin = await makeAdmin(running)
  const { body } = await admin.ask('GET', '/openapi.json')
  const documents = new Map([...(await writeDocuments()), ['api.md', writeApi(body as object)]])
  for (const [name, content] of documents) writeFileSync(join('docs', name), content)
  process.stdout.write(`docs: ${[...documents.keys()].join(', ')}\n`)
} finally {
  await running.stop()
}
