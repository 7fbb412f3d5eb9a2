import { evidence, isSystemPath, type Judgement, type RiskRule, type Subject } from './rule.ts'

/** Anybody may write there, and nothing is installed there. */
const TEMPORARY = /^\/(?:tmp|var\/tmp|dev\/shm|run\/shm|var\/spool\/(?!postfix\/)|var\/crash|var\/lock)\//
const WINDOWS_TEMPORARY = /\\(?:temp|tmp|downloads|\$recycle\.bin)\\|^[a-z]:\\users\\public\\/i
/** Hidden folders in which tools of the trade keep the programs a person installed. */
const TOOL_FOLDERS =
  /^\.(?:local|nvm|fnm|volta|asdf|mise|npm|npm-global|bun|deno|cargo|rustup|pyenv|rbenv|rvm|sdkman|jenv|goenv|nodenv|nodebrew|conda|linuxbrew|nix-profile|krew|dotnet|jdks|gradle|m2|vscode|vscode-server|vscode-remote|cursor|cursor-server|windsurf-server|jetbrains|cache|config|steam|wine|venv|virtualenvs|poetry|pnpm|yarn|pex|go|opam|ghcup|stack|cabal|juliaup|julia|mozilla|docker|fly|pulumi|terraform\.d|tfenv|rd|rancher|kube|minikube|composer|symfony5?|phpenv|flutter|pub-cache|android|expo|swiftly|tox|nox)$/
const HOMES = /^\/(?:home\/[^/]+|root|srv|app|var\/lib)\//
const OPTIONAL = /^\/(?:opt|usr\/local)\//

const WORLD_WRITABLE = 0o002

/** Fine where a person or a service keeps its own programs, as long as nobody else can replace them. */
function judgeHome({ facts }: Subject): Judgement | undefined {
  const file = facts.executable
  const owned = file !== undefined && (file.ownerUid === 0 || file.ownerUid === facts.uid)
  const open = file === undefined || (file.mode & WORLD_WRITABLE) !== 0 || file.openFolder !== undefined
  return (owned || facts.container !== undefined) && !open ? undefined : { severity: 'caution', why: 'home' }
}

function judgePath(subject: Subject): Judgement | undefined {
  const { exe = '', container } = subject.facts
  if (TEMPORARY.test(exe) || WINDOWS_TEMPORARY.test(exe)) return { severity: 'danger', why: 'temporary' }
  const hidden = exe
    .split('/')
    .slice(0, -1)
    .filter((part) => part.startsWith('.') && part !== '.' && part !== '..')
  if (hidden.some((part) => !TOOL_FOLDERS.test(part))) return { severity: 'danger', why: 'hidden' }
  if (isSystemPath(exe) || OPTIONAL.test(exe)) return undefined
  if (HOMES.test(exe)) return judgeHome(subject)
  // An image keeps its program wherever it likes.
  return container ? undefined : { severity: 'caution', why: 'elsewhere' }
}

/** Files without a name on a disk (`memfd:`) are for `DELETED_EXECUTABLE`. */
const isOnDisk = (exe: string | undefined): exe is string => exe !== undefined && !exe.startsWith('/memfd:')

export const suspiciousPath: RiskRule = {
  risk: 'SUSPICIOUS_PATH',
  judge(subject) {
    const { exe } = subject.facts
    if (!isOnDisk(exe)) return []
    const found = judgePath(subject)
    // A console tried out from a clone lies there for a good reason; whoever may replace its file is for `WRITABLE_BY_OTHERS`.
    const judgement: Judgement | undefined = found && subject.facts.own ? { severity: 'info', why: 'vedette' } : found
    return judgement ? [{ ...judgement, params: { path: exe }, evidence: [evidence('path', exe)] }] : []
  },
}
