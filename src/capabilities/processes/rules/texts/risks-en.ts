/** What the rules say. */
export const riskWords = {
  'processes.risk.running-as-root.title': 'Runs as {{user}}',
  'processes.risk.running-as-root.expected': 'A system program that needs full rights for its work.',
  'processes.risk.running-as-root.other':
    'It may do anything on this machine. If it is taken over, so is the machine: run it as a user of its own.',
  'processes.risk.public-port.title': 'Port {{port}} is open to the network',
  'processes.risk.public-port.usual':
    'The program that usually holds port {{port}} holds it. Other machines can reach it on {{address}}: check that they should.',
  'processes.risk.public-port.unusual':
    '{{name}} is not a program that usually holds port {{port}}. Find out who started it and why before anything else.',
  'processes.risk.public-port.control':
    'Whoever reaches port {{port}} can read the data or control the machine: this service neither encrypts nor asks who is there unless told to. Bind it to 127.0.0.1 or block it in the firewall.',
  'processes.risk.system-port.title': 'System port {{port}} is open to the network',
  'processes.risk.system-port.known':
    'Ports below 1024 are given out by the system only. {{name}} is a known program, but {{port}} is no port we know.',
  'processes.risk.system-port.unknown':
    'An unknown program holds port {{port}}, and opening a port below 1024 took full rights. Find out what it is.',
  'processes.risk.high-memory-usage.title': 'Uses {{percent, percent}} of the memory',
  'processes.risk.high-memory-usage.high':
    'It holds {{bytes, bytes}}. That may be right for a database or a JVM; it is shown so that you know who has the memory.',
  'processes.risk.suspicious-path.title': 'Runs from an unusual place',
  'processes.risk.suspicious-path.temporary':
    '{{path}} is in a folder anybody may write to, where nothing is installed. Intruders start their programs there.',
  'processes.risk.suspicious-path.hidden': '{{path}} is in a hidden folder that no installer we know makes.',
  'processes.risk.suspicious-path.home':
    '{{path}} is where people and services keep their own programs, and someone other than its user may replace it.',
  'processes.risk.suspicious-path.elsewhere': '{{path}} is outside the folders where programs are installed.',
  'processes.risk.suspicious-path.vedette':
    'Vedette itself runs from {{path}}: somebody started it from a clone. To keep it, install it where others cannot write.',
  'processes.risk.deleted-executable.title': 'Its program file is deleted',
  'processes.risk.deleted-executable.sealed':
    'It runs a sealed copy of itself in memory, as container engines do on purpose.',
  'processes.risk.deleted-executable.memory':
    'It runs from memory and never was a file on a disk. Honest programs seldom do that.',
  'processes.risk.deleted-executable.temporary':
    '{{path}} was started from a temporary folder and then deleted. Intruders do this to hide.',
  'processes.risk.deleted-executable.replaced':
    '{{path}} has been updated and the old one still runs. Restart it to use the new one.',
  'processes.risk.deleted-executable.removed':
    '{{path}} has been removed and the program still runs. It may come from a package that was removed.',
  'processes.risk.deleted-executable.gone':
    '{{path}} is gone and the program still runs: nobody can check what it is from its file.',
  'processes.risk.name-mimicry.title': 'Its name imitates “{{model}}”',
  'processes.risk.name-mimicry.kernel':
    '{{name}} calls itself like a thread of the kernel, but it is an ordinary program. Only programs that hide do that.',
  'processes.risk.name-mimicry.place':
    '{{name}} has the name of a system program but does not run from where that one is installed.',
  'processes.risk.name-mimicry.spelling':
    '{{name}} differs from {{model}} by a letter one easily overlooks, and no package brought it.',
  'processes.risk.unpackaged-binary.title': 'Belongs to no package',
  'processes.risk.unpackaged-binary.strange':
    '{{path}} is where only packages put files, and no package has it. Someone put it there by hand.',
  'processes.risk.unpackaged-binary.own':
    '{{path}} was installed without a package, so updates do not reach it by themselves.',
  'processes.risk.writable-by-others.title': 'Others may replace its program',
  'processes.risk.writable-by-others.file':
    'Anybody on this machine may change {{path}}, and so decide what runs here.',
  'processes.risk.writable-by-others.folder':
    'Anybody may put another file in the place of {{path}}: a folder on its way is open to all.',
  'processes.risk.writable-by-others.owner':
    'It runs as root, and {{path}} belongs to another user, who can change what root runs.',
  'processes.risk.extra-capabilities.title': 'Has special rights',
  'processes.risk.extra-capabilities.expected': 'A system program that has only the rights it needs: {{names}}.',
  'processes.risk.extra-capabilities.some': 'It may do more than its user: {{names}}.',
  'processes.risk.extra-capabilities.powerful': 'With these rights it is as good as root: {{names}}.',
  'processes.risk.extra-capabilities.container': 'With these rights it can leave its container: {{names}}.',
  'processes.risk.dials-out.title': 'Talks to {{address}}',
  'processes.risk.dials-out.mining':
    'It talks to {{address}} on port {{port}}, which mining pools use. Someone may be earning on your electricity.',
  'processes.risk.dials-out.tor':
    'It talks to {{address}} on port {{port}}, which the Tor network uses to hide who talks to whom.',
  'processes.risk.dials-out.control':
    'It talks to {{address}} on port {{port}}, which remote-control kits of intruders use by default.',
  'processes.risk.dials-out.unknown':
    'An unknown program talks to {{address}} on port {{port}}, beyond this network. Check what it is for.',
  'processes.evidence.user': 'runs as',
  'processes.evidence.memory': 'memory',
  'processes.evidence.listens': 'listens on',
  'processes.evidence.usual-owners': 'usually held by',
  'processes.evidence.path': 'file',
  'processes.evidence.name': 'name',
  'processes.evidence.permissions': 'who may change it',
  'processes.evidence.capabilities': 'rights',
  'processes.evidence.talks': 'talks to',
  'processes.evidence.pid': 'process',
  'processes.rule.public-port.title': '{{name}} opens port {{port}} to the network',
  'processes.rule.public-port.why':
    'Other machines can reach it on {{address}}, and either an unusual program holds the port or the service does not protect itself.',
  'processes.rule.public-port.next': 'Look at the process',
  'processes.rule.system-port.title': 'Unknown program {{name}} opens system port {{port}}',
  'processes.rule.system-port.why':
    'Opening a port below 1024 takes full rights, and nothing is known of this program.',
  'processes.rule.system-port.next': 'Look at the process',
  'processes.rule.suspicious-path.title': '{{name}} runs from {{path}}',
  'processes.rule.suspicious-path.why':
    'Programs are not installed in temporary or hidden folders; intruders start theirs there.',
  'processes.rule.suspicious-path.next': 'Look at the process',
  'processes.rule.deleted-executable.title': '{{name}} runs from a file that is deleted',
  'processes.rule.deleted-executable.why':
    'Its file {{path}} was never on a disk or was deleted from a temporary folder, as programs do that hide.',
  'processes.rule.deleted-executable.next': 'Look at the process',
  'processes.rule.name-mimicry.title': '{{name}} pretends to be {{model}}',
  'processes.rule.name-mimicry.why': 'Its name is made to be overlooked, and it is not the program of that name.',
  'processes.rule.name-mimicry.next': 'Look at the process',
  'processes.rule.writable-by-others.title': 'Anybody may replace the program of {{name}}',
  'processes.rule.writable-by-others.why':
    '{{path}} or a folder on its way may be changed by every user of this machine.',
  'processes.rule.writable-by-others.next': 'Look at the process',
  'processes.rule.extra-capabilities.title': 'Unknown program {{name}} is as powerful as root',
  'processes.rule.extra-capabilities.why': 'It was given {{names}} without being root, and nothing is known of it.',
  'processes.rule.extra-capabilities.next': 'Look at the process',
  'processes.rule.dials-out.title': '{{name}} talks to {{address}} on port {{port}}',
  'processes.rule.dials-out.why':
    'Mining pools, the Tor network or remote-control kits answer there, and nothing is known of this program.',
  'processes.rule.dials-out.next': 'Look at the process',
  'processes.port-why.web': 'Web pages and APIs: meant to be reached, so keep it updated and behind TLS.',
  'processes.port-why.database': 'A database: only its applications should reach it.',
  'processes.port-why.plain-database':
    'Data in the open: as installed, it lets everybody in or sends everything unencrypted.',
  'processes.port-why.remote': 'A way in for administrators: limit who can reach it, and use keys.',
  'processes.port-why.plain-remote':
    'Remote control without encryption or without a password: whoever reaches it is in.',
  'processes.port-why.debug': 'A debugger: it runs whatever it is sent.',
  'processes.port-why.files': 'Shares files: check which, and with whom.',
  'processes.port-why.mail': 'Mail: a server left open to all is soon used for spam.',
  'processes.port-why.naming': 'Names and addresses: open to all, it can be used to flood others.',
  'processes.port-why.network': 'Part of how machines find and configure each other; it belongs inside your network.',
  'processes.port-why.monitoring': 'Numbers and logs of this machine: useful to an intruder too.',
  'processes.port-why.queue': 'Messages between programs: who reaches it may read or send them.',
  'processes.port-why.proxy': 'Passes traffic on: open to all, others go out in your name.',
  'processes.port-why.vpn': 'A way into the network for those with a key.',
  'processes.port-why.directory': 'Accounts and passwords: it belongs inside your network.',
  'processes.port-why.printing': 'Printers: seldom needed from other networks.',
  'processes.port-why.voice': 'Calls, chats or video: keep it updated, and watch for strangers.',
} as const
