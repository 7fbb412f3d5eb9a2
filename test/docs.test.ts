/** The documents say what the code says: `npm run docs` writes them. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toTable, writeApi, writeDocuments } from '../scripts/docs/write.ts'
import { startConsole } from './e2e/console.ts'
import { listFiles, read } from './tree.ts'

describe('generated documents', () => {
  it('are fresh (else: npm run docs)', async () => {
    for (const [name, content] of await writeDocuments()) expect(read(join('docs', name)), name).toBe(content)
  })
  it('have the routes of the real console (else: npm run docs)', async () => {
    const running = await startConsole()
    try {
      const answer = await fetch(`${running.url}/openapi.json`)
      expect(answer.status).toBe(200)
      expect(read('docs/api.md')).toBe(writeApi((await answer.json()) as object))
    } finally {
      await running.stop()
    }
  })
  it('keep a bar in a cell from breaking a table', () => {
    expect(toTable(['a'], [['x | y\nz']])).toBe('| a |\n| --- |\n| x \\| y z |')
  })
})

describe('links between documents', () => {
  const documents = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']
    .concat(
      listFiles('docs'),
      listFiles('src').filter((file) => file.endsWith('README.md')),
    )
    .filter((file) => file.endsWith('.md'))
  it.each(documents)('%s leads somewhere', (file) => {
    const targets = [...read(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '')
    expect(targets.filter((target) => !existsSync(join(dirname(file), target)))).toEqual([])
  })
})
