/** Brings node_modules to what package-lock.json says, and finds the Node 24 in it. Plain JavaScript for any Node from 18. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const WANTED_NODE = 24

export const NODE_ADVICE = `Vedette needs Node ${WANTED_NODE} or newer, and this machine has ${process.versions.node}.
On Linux (x64, arm64, glibc) and Windows (x64) it comes with the packages; for ${process.platform} ${process.arch} there is none that runs here.
Install Node ${WANTED_NODE} from https://nodejs.org/en/download (or: nvm install ${WANTED_NODE}) and run the same command again.`

/** True when every package of the lock stands in node_modules in that version. Packages made for other machines may be absent. */
export function isInstalled(root) {
  let wanted
  let present
  try {
    wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
    // Written by npm at the very end of an install: an interrupted one has none.
    present = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages
  } catch {
    return false
  }
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    if (present[path]) return present[path].version === entry.version
    return entry.optional === true && path !== `node_modules/${NODE_PACKAGE}`
  })
}

const NODE_PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
const bundledNode = (root) =>
  join(root, 'node_modules', NODE_PACKAGE, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** The Node that will run Vedette: the one of the packages, or this one when it is new enough. */
export function findNode(root, version = process.versions.node) {
  const bundled = bundledNode(root)
  if (existsSync(bundled)) return bundled
  return Number.parseInt(version, 10) >= WANTED_NODE ? process.execPath : undefined
}

/** Known before an install that would be for nothing. */
export function canHaveNode(root, version) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return NODE_PACKAGE in (manifest.optionalDependencies ?? {}) || findNode(root, version) !== undefined
}

const GLIBC_LOADERS = ['/lib64/ld-linux-x86-64.so.2', '/lib/ld-linux-aarch64.so.1']

/** On musl the packages' Node is there but cannot start, and would hide the machine's own from npm's scripts. */
export function removeForeignNode(root) {
  const bundled = bundledNode(root)
  if (process.platform !== 'linux' || GLIBC_LOADERS.some(existsSync) || !existsSync(bundled)) return
  if (spawnSync(bundled, ['--version']).status === 0) return
  rmSync(join(root, 'node_modules', '.bin', 'node'), { force: true })
  rmSync(bundled, { force: true })
}

/** Runs `npm ci`. Resolves with what to do about it when it fails. */
export async function install(root) {
  const npm = findNpm()
  if (npm.problem) return npm.problem
  const progress = startProgress('Installing packages')
  // A setting of the person's own npm (engine-strict, omit=dev, offline …) may be right elsewhere and break this one.
  const args = [
    'ci',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--engine-strict=false',
    '--include=dev',
    '--include=optional',
    '--fetch-retry-mintimeout=2000',
    '--fetch-retry-maxtimeout=10000',
  ]
  const { code, output } = await run(npm.command, [...npm.args, ...args], { cwd: root, shell: npm.shell })
  if (code === 0) return progress.end('done')
  progress.end('failed')
  process.stderr.write(output.split('\n').slice(-30).join('\n'))
  return explainInstallFailure(output)
}

function findNpm() {
  const path = process.env.npm_execpath
  const agent = process.env.npm_config_user_agent ?? 'npm/11'
  if (!agent.startsWith('npm/'))
    return { problem: `Vedette is installed by npm, and this was started by ${agent.split(' ')[0]}. Run: npm start` }
  const major = Number.parseInt(agent.slice('npm/'.length), 10)
  if (major < 9) return { problem: `npm ${major} is too old to install Vedette. Run: npm install --global npm@latest` }
  if (path && existsSync(path)) return { command: process.execPath, args: [path], shell: false }
  return { command: 'npm', args: [], shell: process.platform === 'win32' }
}

const CAUSES = [
  [
    /ENOSPC|no space left/i,
    'The disk is full: an install takes about 600 MB here and in the npm cache. Make room and run it again.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT/,
    'The package registry cannot be reached. Check the network; behind a proxy set HTTPS_PROXY, behind a mirror: npm config set registry URL. Then run it again.',
  ],
  [
    /SELF_SIGNED_CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_HAS_EXPIRED/,
    'The certificate of the package registry is not trusted here. Set NODE_EXTRA_CA_CERTS to the file of your own authority and run it again.',
  ],
  [
    /E401|E403/,
    'The package registry refused this machine. Check who you are there (npm whoami) or the registry itself (npm config get registry).',
  ],
  [
    /EACCES|EPERM|EROFS/,
    'A file cannot be written. Is this folder yours (ls -ld . node_modules), and the npm cache too (npm cache verify)?',
  ],
  [
    /EINTEGRITY/,
    'A downloaded package is not what the lock says. Run: npm cache clean --force, then the same command again.',
  ],
  [
    /EUSAGE|in sync|Missing: /,
    'package.json and package-lock.json do not agree. Run: npm install, and commit the lock.',
  ],
]

/** What a person can do about an install that failed, from what npm printed. */
export function explainInstallFailure(output) {
  const row = CAUSES.find(([pattern]) => pattern.test(output))
  return row
    ? row[1]
    : 'npm could not install the packages; what it said stands above. Run it again, or by hand: npm ci'
}

/** One line that grows old: seconds on a terminal, a sign of life every 15 s elsewhere. */
export function startProgress(what) {
  const startedMs = Date.now()
  const terminal = process.stderr.isTTY === true
  const seconds = () => `${Math.round((Date.now() - startedMs) / 1000)} s`
  process.stderr.write(`${what} …${terminal ? '' : '\n'}`)
  const timer = setInterval(
    () => process.stderr.write(terminal ? `\r${what} … ${seconds()}` : `${what} … ${seconds()}\n`),
    terminal ? 1000 : 15_000,
  )
  timer.unref()
  return {
    end(word) {
      clearInterval(timer)
      process.stderr.write(`${terminal ? '\r' : ''}${what} … ${word} in ${seconds()}\n`)
      return undefined
    },
  }
}

/** Runs to the end and keeps what was said. */
export function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ code: 1, output: `${output}${error.message}\n` }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
