/** False positives are the enemy: stock systems show no danger. */
import { readFileSync } from 'node:fs'
import { Check } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { type ProcessPass, processPassSchema } from './schema.ts'
import { catalogLookup } from './testing/facts.ts'
import { toSeen } from './view.ts'

/** Small programs of a stock system that nobody has described yet. */
const UNDESCRIBED = ['lsmd', 'gssproxy']

const load = (name: string) =>
  JSON.parse(readFileSync(new URL(`./testdata/${name}.json`, import.meta.url), 'utf8')) as ProcessPass

describe.each([
  ['debian-12', ['systemd', 'sshd', 'nginx', 'postgres', 'cron', 'dockerd', 'containerd', 'java', 'rsyslogd', 'exim4']],
  [
    'rocky-9',
    ['systemd', 'sshd', 'nginx', 'postmaster', 'crond', 'dockerd', 'containerd', 'java', 'firewalld', 'docker-proxy'],
  ],
])('%s', (name, programs) => {
  const pass = load(name)
  const seen = pass.processes.map((facts) => toSeen(facts, catalogLookup))

  it('is a pass, and has the programs it is about', () => {
    expect(Check(processPassSchema, pass)).toBe(true)
    expect(programs.filter((program) => !pass.processes.some((facts) => facts.name === program))).toEqual([])
  })
  it('shows no danger', () => {
    const dangerous = seen.flatMap(({ facts, judged }) =>
      judged.hits.filter(({ severity }) => severity === 'danger').map(({ id }) => `${facts.name} ${id}`),
    )
    expect(dangerous).toEqual([])
    expect(seen.filter(({ row }) => row.verdict === 'danger')).toEqual([])
  })
  it('asks for caution only where something is open to the network, or is somebody’s own', () => {
    const described = seen.filter(({ facts }) => !UNDESCRIBED.includes(facts.name))
    const odd = described.flatMap(({ facts, judged, known }) => [
      ...judged.hits
        .filter(({ severity, rule }) => severity === 'caution' && rule !== 'PUBLIC_PORT')
        .map(({ id }) => `${facts.name} ${id}`),
      ...(known ? [] : [`${facts.name} unknown`]),
    ])
    expect(odd).toEqual([])
  })
})
