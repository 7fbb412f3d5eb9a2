import { describe, expect, it } from 'vitest'
import { createRenderer } from '../../core/texts/render.ts'
import type { Service } from './schema.ts'
import { findService } from './search.ts'
import { en } from './texts/en.ts'
import { ko } from './texts/ko.ts'
import { ru } from './texts/ru.ts'

const host = { id: 'local', name: 'vm', connected: true, lastSeenMs: 0 } as const
const service = { name: 'ssh', unit: 'ssh.service', state: 'inactive' } as Service

describe('a service the search finds', () => {
  const renderer = createRenderer()
  renderer.add('en', en)
  renderer.add('ko', ko)
  renderer.add('ru', ru)

  it.each([
    ['en', 'Does not run on vm', 'Does not run on vm: OpenBSD server'],
    ['ko', 'vm에서 멈춤', 'vm에서 멈춤: OpenBSD server'],
    ['ru', 'Не работает на vm', 'Не работает на vm: OpenBSD server'],
  ] as const)('is said whole in %s, with what it is or without', (language, without, withDescription) => {
    const said = (found: Service) =>
      findService(host, found, 'ssh').map(({ detail }) => renderer.render(detail, { language }))
    expect(said(service)).toEqual([without])
    expect(said({ ...service, description: 'OpenBSD server' })).toEqual([withDescription])
  })
})
