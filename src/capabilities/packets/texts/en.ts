import { findingsEn } from './findings-en.ts'

export const en = {
  ...findingsEn,
  'packets.error.capture-unknown': 'There is no capture {{id}}. It may have been deleted, or age has.',
  'packets.error.note-unknown': 'There is no note {{id}} on this capture.',
  'packets.error.job-unknown': 'There is no job {{id}} in the queue.',
  'packets.error.report-missing':
    'There is no report of this capture yet. It is written while the capture is analysed.',
  'packets.error.file-too-large':
    'The capture is larger than {{limitBytes, bytes}}, the most this console takes (MAX_FILE_SIZE). Cut it with editcap, or raise the limit.',
  'packets.error.no-room':
    'There is no room for {{neededBytes, bytes}}: {{freeBytes, bytes}} are free for captures. Delete some, or raise store.budgetBytes.',
  'packets.error.disk-full':
    'The disk filled up while the capture arrived, after {{doneBytes, bytes}}. What had arrived was thrown away. Make room and send it again.',
  'packets.error.not-a-capture':
    '{{name}} is no capture: it begins with {{begins}}. Pcap and pcapng are read, also packed with gzip or zstd.',
  'packets.error.file-empty': '{{name}} is empty.',
  'packets.error.upload-cut':
    'The upload broke off after {{doneBytes, bytes}}. Send it again; resumable uploads go on where they stopped.',
  'packets.error.upload-hash':
    'What arrived is not what was sent: its SHA-256 is {{found}}, not {{wanted}}. Send it again.',
  'packets.error.form-without-file': 'The form has no file in it. With curl: -F file=@capture.pcap',
  'packets.error.not-settled': 'The capture still arrives or is analysed. Wait, or cancel that first.',
  'packets.error.not-cancellable': 'There is nothing to cancel: the analysis has ended.',
  'packets.error.file-gone': 'The file {{file}} is not there any more. The report stays.',
  'packets.error.file-unreadable': 'The file {{file}} cannot be read: {{reason}}. Check its rights.',
  'packets.error.unpacks-too-large':
    'The capture unpacks to more than {{limitBytes, bytes}}: it may be a zip bomb. Unpack it yourself, or raise packets.maxUnpackedBytes.',
  'packets.error.compression-damaged': 'The capture cannot be unpacked: {{reason}}.',
  'packets.error.payload-forbidden': 'Seeing what packets carry needs the role {{role}}. Ask an admin.',
  'packets.error.folder-unknown':
    'There is no folder {{folder}}. The setting packets.folders names those that may be opened.',
  'packets.error.path-outside': '{{path}} leads out of the folder. Only what lies inside may be opened.',
  'packets.error.path-unknown': 'There is no file {{path}}.',
  'packets.error.site-unknown': 'There is no site {{site}}.',
  'packets.error.site-unreachable': '{{host}} does not answer: {{reason}}. Check address, port and firewall.',
  'packets.error.site-refused': '{{host}} refuses {{user}}: {{reason}}. Check the password or the key.',
  'packets.error.host-key-changed':
    '{{host}} shows the key {{found}}, not {{wanted}}. Somebody may stand in between. If the machine was set up anew, delete the site and add it again.',
  'packets.error.analysis-stalled': 'The analysis said nothing for {{stallMs, milliseconds}} and was ended.',
  'packets.error.secret-missing': 'Give a password or a private key.',

  'packets.setting.folder': 'Folder that keeps captures; empty: packets in the data folder',
  'packets.setting.maxFileBytes': 'Largest capture taken; 0: no limit',
  'packets.setting.maxUnpackedBytes': 'Most bytes a compressed capture may unpack to',
  'packets.setting.folders': 'Folders whose captures may be opened where they lie',
  'packets.setting.retentionDays': 'Days after which captures are deleted; 0: never',
  'packets.setting.uploadHours': 'Hours after which a broken-off upload is given up',
  'packets.setting.threads': 'Captures analysed at a time; 0: one for each core but one',
  'packets.setting.attempts': 'Attempts before a capture becomes a dead letter',
  'packets.setting.stallSeconds': 'Seconds of silence after which an analysis is begun anew',
  'packets.setting.payloadRole': 'Least role that may see what packets carry',

  'packets.metric.uploads': 'Captures that came in',
  'packets.metric.received': 'Bytes that came in',
  'packets.metric.packets': 'Packets analysed',
  'packets.metric.analysed': 'Bytes analysed',
  'packets.metric.stage': 'Time spent in a stage',
  'packets.metric.queue.depth': 'Jobs in the queue',
  'packets.metric.queue.age': 'Longest wait in the queue',
  'packets.metric.outcomes': 'Analyses that ended',

  'packets.page.none': 'No captures yet.',
  'packets.page.none-next': 'Send one: curl -X POST -T capture.pcap {{url}}',
  'packets.page.name': 'Capture',
  'packets.page.state': 'State',
  'packets.page.size': 'Size',
  'packets.page.added': 'Added',
  'packets.page.by': 'By',
  'packets.state.arriving': 'arriving',
  'packets.state.waiting': 'waiting',
  'packets.state.analysing': 'being analysed',
  'packets.state.done': 'done',
  'packets.state.failed': 'failed',
  'packets.state.cancelled': 'cancelled',

  'packets.plain.progress': '{{doneBytes, bytes}} read, {{packets, number}} packets, {{speed, bytes}}/s',
  'packets.plain.not-a-capture': '{{name}}: not a capture. Pcap and pcapng are read, also packed with gzip or zstd.',
  'packets.plain.file': '{{name}}: {{format}}, {{sizeBytes, bytes}}',
  'packets.plain.packets_one': '{{count, number}} packet, {{bytes, bytes}} on the wire',
  'packets.plain.packets_other': '{{count, number}} packets, {{bytes, bytes}} on the wire',
  'packets.plain.times': 'From {{fromMs, datetime}}, for {{lastingMs, milliseconds}}',
  'packets.plain.ends':
    '{{ipv4, number}} IPv4 and {{ipv6, number}} IPv6 addresses; {{tcp, number}} TCP and {{udp, number}} UDP conversations',
  'packets.plain.protocols': 'Protocols by frames: {{list}} (and {{more, number}} more)',
  'packets.plain.top': 'Most bytes:',
  'packets.plain.conversation': '{{protocol}} {{a}} ↔ {{b}}: {{bytes, bytes}}, {{packets, number}} packets',
  'packets.plain.malformed_one': '{{count, number}} packet contradicts its own headers',
  'packets.plain.malformed_other': '{{count, number}} packets contradict their own headers',
  'packets.plain.truncated_one': '{{count, number}} packet was not captured whole',
  'packets.plain.truncated_other': '{{count, number}} packets were not captured whole',
  'packets.plain.problem': 'The file is damaged at byte {{at, number}} ({{code}}); everything before it was read',

  'packets.reason.attempts_one': 'The analysis was begun {{count}} time and ended without a result.',
  'packets.reason.attempts_other': 'The analysis was begun {{count}} times and ended without a result each time.',
  'packets.reason.failed': 'The analysis failed: {{reason}}',

  'packets.action.upload': 'sent the capture {{target}}',
  'packets.action.change': 'changed the capture {{target}}',
  'packets.action.delete': 'deleted the capture {{target}}',
  'packets.action.analyse': 'had the capture {{target}} analysed again',
  'packets.action.cancel': 'cancelled an analysis: {{target}}',
  'packets.action.note': 'wrote a note on the capture {{target}}',
  'packets.action.note-delete': 'deleted a note of the capture {{target}}',
  'packets.action.payload': 'looked at what packets carry: {{target}}',
  'packets.action.retry': 'tried an analysis again: {{target}}',
  'packets.action.discard': 'put a dead letter away: {{target}}',
}
