/** Sets the stage for the tour: a console that has been looked at for some minutes and has things to tell. */
import { spawn } from 'node:child_process'
import { appendFileSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { settle, visit } from '../test/e2e/browser.ts'
import {
  type Client,
  freshFolder,
  makeAdmin,
  type RunningConsole,
  startConsole,
  stopChild,
} from '../test/e2e/console.ts'
import { createRealProcesses, isRootHere, LOGIN_UID } from '../test/parts/real-processes.ts'

const LINES = [
  'nightly[412]: backup of /srv finished in 38 s, 1.2 GB',
  'nightly[412]: warning: /srv/old has not been read for 400 days',
  'mailer[388]: queue 0, sent 14 in the last hour',
  'mailer[388]: error: smtp.example.org answered 451 4.7.1, trying again in 300 s',
  'mailer[388]: queue 1, sent 0 in the last hour',
]

export interface Stage {
  readonly running: RunningConsole
  readonly admin: Client
  close(): Promise<void>
}

/** Programs of these names stand for services, as on every machine without systemd; `mailer` dies during the play. */
function startPrograms(names: readonly string[]) {
  const folder = freshFolder('programs')
  return names.map((name) => {
    copyFileSync('/bin/sleep', join(folder, name))
    return spawn(join(folder, name), ['3600'], { stdio: 'ignore' })
  })
}

/** Somebody's large program, and a policy that rehearses. */
async function setProcesses(admin: Client): Promise<() => void> {
  const real = createRealProcesses()
  if (isRootHere) {
    const program = real.copy('/usr/bin/perl', real.folder('/home'), 'render-farm')
    await real.start([program, '-e', '$| = 1; $x = "x" x 4e8; print "ready\n"; sleep 3600'], { uid: LOGIN_UID })
  }
  const when = { name: 'render-farm', memoryPercentOver: 60, forMinutes: 10 }
  const policy = { title: 'Render farm out of memory', action: 'stop', when }
  const { body } = await admin.ask('POST', '/api/processes/automation', policy)
  await admin.ask('PUT', `/api/processes/automation/${(body as { id: string }).id}/mode`, { mode: 'dry-run' })
  return real.end
}

export async function setStage(browser: Browser, minutes: number): Promise<Stage> {
  const logs = freshFolder('logs')
  mkdirSync(logs, { recursive: true })
  const log = join(logs, 'syslog')
  writeFileSync(log, '')
  const tell = (line: string) => appendFileSync(log, `${new Date().toISOString().slice(0, 19)} vm ${line}\n`)
  const programs = startPrograms(['mailer', 'nightly'])
  const running = await startConsole({
    env: {
      VEDETTE_HOST_LOG_ROOTS: logs,
      VEDETTE_HOST_SERVICES: 'mailer,nightly,nginx,sshd',
      VEDETTE_HOST_SERVICES_EVERY_MS: '5000',
    },
  })
  const admin = await makeAdmin(running)
  for (const [name, role] of [
    ['min-ji', 'operator'],
    ['olga', 'viewer'],
  ]) {
    await admin.ask('POST', '/api/accounts/users', { name, role, password: 'a long enough one' })
  }
  const endProcesses = await setProcesses(admin)
  await admin.ask('POST', '/api/accounts/tokens', { name: 'prometheus', role: 'viewer', expiresInDays: 90 })
  // Watched, it samples every two seconds: the charts have something to draw.
  const watcher = await visit(browser, running, { as: admin })
  await watcher.page.goto(running.url)
  await settle(watcher.page)
  for (let step = 0; step < LINES.length * 2; step++) {
    tell(LINES[step % LINES.length] ?? '')
    if (step === LINES.length && programs[0]) await stopChild(programs[0], 'SIGKILL')
    await wait((minutes * 60_000) / (LINES.length * 2))
  }
  await watcher.context.close()
  return {
    running,
    admin,
    async close() {
      await running.stop()
      for (const program of programs) await stopChild(program, 'SIGKILL')
      endProcesses()
    },
  }
}
