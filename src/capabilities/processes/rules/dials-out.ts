import type { Connection } from '../schema.ts'
import { evidence, type Judgement, type RiskRule, type Subject, toNames } from './rule.ts'

/** Ports mining pools (Stratum) are known by. */
const MINING = new Set([
  3333, 3334, 3335, 3336, 3357, 4444, 5556, 7777, 9999, 10128, 10343, 14433, 14444, 20128, 20580, 45560, 45700,
])
const TOR = new Set([9001, 9030, 9050, 9051, 9150, 9151])
/** Where the stock settings of remote-control kits answer: Metasploit, Cobalt Strike, Sliver, IRC bots, netcat habits. */
const CONTROL = new Set([
  1337, 4443, 5554, 6660, 6666, 6667, 6668, 6669, 6697, 8333, 12345, 27374, 31337, 31338, 50050, 54321,
])
/** Programs whose work it is to talk there. */
const TOR_PROGRAMS = new Set(['tor', 'torbrowser', 'firefox', 'tor-browser'])
const CHAT_PROGRAMS = new Set([
  'irssi',
  'weechat',
  'hexchat',
  'znc',
  'thelounge',
  'quasselcore',
  'bitcoind',
  'bitcoin-qt',
])

function classify(connection: Connection, names: readonly string[]): 'mining' | 'tor' | 'control' | undefined {
  const { remotePort } = connection
  const is = (programs: ReadonlySet<string>) => names.some((name) => programs.has(name))
  if (TOR.has(remotePort)) return is(TOR_PROGRAMS) ? undefined : 'tor'
  if (MINING.has(remotePort)) return 'mining'
  return CONTROL.has(remotePort) && !is(CHAT_PROGRAMS) ? 'control' : undefined
}

function judgeOutgoing(subject: Subject): Judgement | undefined {
  const names = toNames(subject.facts)
  const out = subject.facts.connections.filter(({ scope, direction }) => scope === 'internet' && direction === 'out')
  for (const connection of out) {
    const why = classify(connection, names)
    if (why) return toJudgement(connection, subject.known ? 'caution' : 'danger', why)
  }
  const [first] = out
  // In a container an unknown name is the image's own program.
  return first && !subject.known && !subject.facts.container ? toJudgement(first, 'caution', 'unknown') : undefined
}

function toJudgement(connection: Connection, severity: Judgement['severity'], why: string): Judgement {
  const { protocol, remoteAddress, remotePort } = connection
  return {
    severity,
    why,
    params: { address: remoteAddress, port: remotePort },
    evidence: [
      evidence(
        'talks',
        `${protocol} ${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${remotePort}`,
      ),
    ],
  }
}

export const dialsOut: RiskRule = {
  risk: 'DIALS_OUT',
  judge(subject) {
    const found = judgeOutgoing(subject)
    return found ? [found] : []
  },
}
