export const en = {
  'packets.error.capture-unknown': 'There is no capture {{id}}. It may have been deleted, or age has.',
  'packets.error.note-unknown': 'There is no note {{id}} on this capture.',
  'packets.error.job-unknown': 'There is no job {{id}} in the queue.',
  'packets.error.report-missing':
    'There is no report of this capture yet. It is written while the capture is analysed.',
  'packets.error.report-unwritable': 'The report cannot be written to {{file}}: {{reason}}. Name another file.',
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
  'packets.error.form-many-files':
    'The form has more than one file in it. Nothing of it was kept: send each file in a request of its own.',
  'packets.error.not-settled': 'The capture still arrives or is analysed. Wait, or cancel that first.',
  'packets.error.not-cancellable': 'There is nothing to cancel: the analysis has ended.',
  'packets.error.file-gone': 'The file {{file}} is not there any more. The report stays.',
  'packets.error.file-unreadable': 'The file {{file}} cannot be read: {{reason}}. Check its rights.',
  'packets.error.file-changed':
    'The file {{file}} has changed since it was analysed: its packets may be others now. Analyse the capture again.',
  'packets.error.not-a-file': '{{file}} is no ordinary file: pipes, devices and folders are not opened.',
  'packets.error.unpacks-too-large':
    'The capture unpacks to more than {{limitBytes, bytes}}: it may be a zip bomb. Unpack it yourself, or raise packets.maxUnpackedBytes.',
  'packets.error.filter-syntax':
    'The filter cannot be read from column {{column}} on, at {{found}}. A condition is a field, or a field with a value: tcp.port == 443 and ip.addr == 10.0.0.0/8',
  'packets.error.filter-field':
    'There is no field {{found}} (column {{column}}). The names are Wireshark’s: ip.addr, tcp.port, dns.qry.name',
  'packets.error.filter-field-near': 'There is no field {{found}} (column {{column}}). Did you mean {{suggestion}}?',
  'packets.error.filter-value':
    '{{found}} is no value for {{field}}, which takes the type {{type}} (column {{column}}).',
  'packets.error.filter-use': '{{field}} cannot be used this way (column {{column}}, {{found}}).',
  'packets.error.filter-expression':
    '{{found}} is no regular expression that is taken here (column {{column}}). Back-references and look-around are left out, so that none takes for ever.',
  'packets.error.filter-too-large': 'The filter is too large or nested too deeply (column {{column}}).',
  'packets.error.filter-payload':
    'This filter asks what packets carry, and you may see their headers only. Filter by addresses, ports, flags and protocols, or ask an admin.',
  'packets.error.packet-unknown': 'The capture has no packet {{number}}.',
  'packets.error.no-conversation': 'Packet {{number}} belongs to no conversation over TCP or UDP.',
  'packets.error.browse-busy':
    '{{most}} captures are being browsed at this moment, as many as go. Try again in a minute.',
  'packets.error.output-unwritable':
    '{{file}} cannot be written: {{reason}}. Check its rights and the room on the disk, or name another file.',
  'packets.error.folder-named': '{{file}} is a folder. Name a file in it.',
  'packets.plain.exported_one': '{{kept, number}} of {{count, number}} packet written to {{file}}.',
  'packets.plain.exported_other': '{{kept, number}} of {{count, number}} packets written to {{file}}.',
  'packets.error.payload-forbidden': 'Seeing what packets carry needs the role {{role}}. Ask an admin.',
  'packets.error.folder-unknown': 'There is no folder {{folder}} that may be opened.',
  'packets.error.path-outside': '{{path}} leads out of the folder. Only what lies inside may be opened.',
  'packets.error.path-unknown': 'There is no file {{path}}.',
  'packets.error.site-unknown': 'There is no machine {{site}} that captures are fetched from.',
  'packets.error.site-unreachable': '{{host}} does not answer: {{reason}}. Check address, port and firewall.',
  'packets.error.site-refused': '{{host}} refuses {{user}}: {{reason}}. Check the password or the key.',
  'packets.error.fetch-changed':
    'The file {{path}} changed while it was being fetched: its halves would not belong together. Fetch it again.',
  'packets.error.fetch-cut': 'Fetching {{path}} broke off after {{doneBytes, bytes}}: {{reason}}. Try again.',
  'packets.error.host-key-changed':
    '{{host}} shows the key {{found}}, not {{wanted}}. Somebody may stand in between. If the machine was set up anew, remove it here and add it again.',
  'packets.error.analysis-stalled': 'The analysis said nothing for {{stallMs, milliseconds}} and was ended.',
  'packets.error.bus-missing': 'A worker needs the address of the NATS server: set NATS_ADDR or NATS_SERVER_URL.',
  'packets.error.secret-missing': 'Give a password or a private key.',

  'packets.setting.folder': 'Folder that keeps captures; empty: packets in the data folder',
  'packets.setting.folders': 'Folders whose captures may be opened where they lie',
  'packets.setting.maxFileBytes': 'Largest capture taken; 0: no limit',
  'packets.setting.maxUnpackedBytes': 'Most bytes a compressed capture may unpack to',
  'packets.setting.retentionDays': 'Days after which captures are deleted; 0: never',
  'packets.setting.uploadHours': 'Hours after which a broken-off upload is given up',
  'packets.setting.threads': 'Captures analysed at a time; 0: one for each core but one',
  'packets.setting.attempts': 'Attempts before a capture becomes a dead letter',
  'packets.setting.fetchRetrySeconds': 'Seconds for which a broken connection to a machine is retried',
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

  'packets.state.arriving': 'arriving',
  'packets.state.waiting': 'waiting',
  'packets.state.analysing': 'being analysed',
  'packets.state.done': 'done',
  'packets.state.failed': 'failed',
  'packets.state.cancelled': 'cancelled',

  'packets.plain.progress_one': '{{doneBytes, bytes}} read, {{count, number}} packet, {{speed, bytes}}/s',
  'packets.plain.progress_other': '{{doneBytes, bytes}} read, {{count, number}} packets, {{speed, bytes}}/s',
  'packets.plain.not-a-capture': '{{name}}: not a capture. Pcap and pcapng are read, also packed with gzip or zstd.',
  'packets.plain.file': '{{name}}: {{format}}, {{sizeBytes, bytes}}',
  'packets.plain.keys':
    'TLS keys in the file for connections: {{sessions, number}}; opened with them: {{opened, number}}',
  'packets.plain.packets_one': '{{count, number}} packet, {{bytes, bytes}} on the wire',
  'packets.plain.packets_other': '{{count, number}} packets, {{bytes, bytes}} on the wire',
  'packets.plain.stopped': 'Stopped after {{sizeBytes, bytes}}: what comes later in the file is not in this report',
  'packets.plain.export-stopped': 'Stopped: nothing was written to {{file}}.',
  'packets.plain.times': 'From {{fromMs, date}}, {{fromMs, clock}}, for {{lastingMs, milliseconds}}',
  'packets.plain.count.ipv4_one': '{{count, number}} IPv4 address',
  'packets.plain.count.ipv4_other': '{{count, number}} IPv4 addresses',
  'packets.plain.count.ipv6_one': '{{count, number}} IPv6 address',
  'packets.plain.count.ipv6_other': '{{count, number}} IPv6 addresses',
  'packets.plain.count.tcp_one': '{{count, number}} TCP conversation',
  'packets.plain.count.tcp_other': '{{count, number}} TCP conversations',
  'packets.plain.count.udp_one': '{{count, number}} UDP conversation',
  'packets.plain.count.udp_other': '{{count, number}} UDP conversations',
  'packets.plain.empty': 'No packets',
  'packets.plain.unknown-link_one':
    '{{count, number}} packet is of link type {{linkType}} (LINKTYPE_ number), which is not decoded here',
  'packets.plain.unknown-link_other':
    '{{count, number}} packets are of link type {{linkType}} (LINKTYPE_ number), which is not decoded here',
  'packets.plain.nothing-read': 'Nothing inside the packets could be read',
  'packets.plain.protocols': 'Protocols by frames: {{list}}',
  'packets.plain.protocols-more_one': 'Protocols by frames: {{list}} and {{count, number}} more',
  'packets.plain.protocols-more_other': 'Protocols by frames: {{list}} and {{count, number}} more',
  'packets.plain.top': 'Most bytes:',
  'packets.plain.conversation_one': '{{protocol}} {{a}} ↔ {{b}}: {{bytes, bytes}}, {{count, number}} packet',
  'packets.plain.conversation_other': '{{protocol}} {{a}} ↔ {{b}}: {{bytes, bytes}}, {{count, number}} packets',
  'packets.plain.malformed_one': '{{count, number}} packet contradicts its own headers',
  'packets.plain.malformed_other': '{{count, number}} packets contradict their own headers',
  'packets.plain.truncated_one': '{{count, number}} packet was not captured whole',
  'packets.plain.truncated_other': '{{count, number}} packets were not captured whole',
  'packets.plain.problem': 'The file is damaged at byte {{at, number}} ({{code}}); everything before it was read',

  'packets.plain.count.addresses_one': '{{count, number}} address',
  'packets.plain.count.addresses_other': '{{count, number}} addresses',
  'packets.plain.count.connections_one': '{{count, number}} connection',
  'packets.plain.count.connections_other': '{{count, number}} connections',
  'packets.plain.count.times_one': 'once',
  'packets.plain.count.times_other': '{{count, number}} times',

  'packets.reason.attempts_one': 'The analysis was begun {{count, number}} time and ended without a result.',
  'packets.reason.attempts_other':
    'The analysis was begun {{count, number}} times and ended without a result each time.',
  'packets.reason.version':
    'A message of version {{version}} came over NATS; this console reads version {{known}}. Console and workers should be of the same version.',
  'packets.reason.fetch-stopped': 'The console stopped while the capture was being fetched. Try again.',
  'packets.line.closed': 'connection closed',
  'packets.line.no-answer': 'no answer',
  'packets.line.refused': 'connection refused',
  'packets.line.no-way': 'machine not reachable',
  'packets.line.name-unknown': 'machine name not found',
  'packets.line.not-let-in': 'not let in',
  'packets.line.other': '{{reason}}',
  'packets.reason.unreadable': 'A message came over NATS that nobody can read.',
  'packets.reason.failed': 'The analysis failed: {{reason}}',

  'packets.action.upload': 'sent the capture {{target}}',
  'packets.action.open': 'opened the capture {{target}}',
  'packets.action.site-add': 'added the machine {{target}}',
  'packets.action.site-delete': 'removed the machine {{target}}',
  'packets.action.change': 'changed the capture {{target}}',
  'packets.action.delete': 'deleted the capture {{target}}',
  'packets.action.analyse': 'had the capture {{target}} analysed again',
  'packets.action.cancel': 'cancelled an analysis: {{target}}',
  'packets.action.note': 'wrote a note on the capture {{target}}',
  'packets.action.note-delete': 'deleted a note of the capture {{target}}',
  'packets.action.payload': 'looked at what packets carry: {{target}}',
  'packets.action.retry': 'tried an analysis again: {{target}}',
  'packets.action.discard': 'put a dead letter away: {{target}}',

  'packets.plain.summarised':
    'More flows than are kept. Packets that are only in the sums: {{packets, number}} ({{bytes, bytes}}); TCP segments counted but not followed: {{segments, number}}',
  'packets.plain.severity.danger': 'danger',
  'packets.plain.severity.caution': 'caution',
  'packets.plain.severity.info': 'note',
  'packets.finding.port-scan.title': '{{from}} tries the doors of {{to}}: {{ports, number}} ports',
  'packets.finding.port-scan.why':
    'One machine asked for connections to many ports of another and hardly ever said anything. That is how one looks for open services; it found {{open, number}} open.',
  'packets.finding.port-scan.next':
    'If this is no scan of your own, find out who uses {{from}} and close what need not be open on {{to}}.',
  'packets.finding.port-sweep.title': '{{from}} asks {{machines, number}} machines for port {{port}}',
  'packets.finding.port-sweep.why':
    'One machine tried the same port on many machines. Worms and people who look for one weakness do so; {{open}} answered. Where nearly all do, it is more often a measurement or monitoring.',
  'packets.finding.port-sweep.next': 'Look at what runs on {{from}}, and at who answered.',
  'packets.finding.syn-flood.title':
    '{{to}} port {{port}} is flooded with connection requests: {{count, number}} in {{seconds}} s',
  'packets.finding.syn-flood.why':
    'Connections are asked for and never made, from $t(packets.plain.count.addresses, {"count": {{sources}} }). Each takes a place in the server’s queue until it gives up.',
  'packets.finding.syn-flood.next': 'Turn SYN cookies on, and drop the sources at the firewall or with your provider.',
  'packets.finding.unanswered-syns.title': 'Nobody answers at {{to}} port {{port}}',
  'packets.finding.unanswered-syns.why_one':
    '{{count, number}} connection was asked for by $t(packets.plain.count.addresses, {"count": {{sources}} }) and had no answer at all, not even a refusal. A firewall drops them, or the machine is down.',
  'packets.finding.unanswered-syns.why_other':
    '{{count, number}} connections were asked for by $t(packets.plain.count.addresses, {"count": {{sources}} }) and had no answer at all, not even a refusal. A firewall drops them, or the machine is down.',
  'packets.finding.unanswered-syns.next':
    'Check that {{to}} is up, and what the firewall on the way does with port {{port}}.',
  'packets.finding.arp-spoofing.title': 'Two machines claim {{address}}, and one of them claims other addresses too',
  'packets.finding.arp-spoofing.why':
    '{{first}} had the address first, then {{second}} said it was its own, as it did with others. Whoever does that can read and change what is sent to them.',
  'packets.finding.arp-spoofing.next':
    'Find the port of the switch with {{second}} and unplug it. Unless it is a router or a failover pair of yours.',
  'packets.finding.duplicate-address.title': 'Two machines have the address {{address}}',
  'packets.finding.duplicate-address.why':
    '{{first}} and {{second}} both say it is theirs. Connections reach now one, now the other.',
  'packets.finding.duplicate-address.next':
    'Give one of them another address. A failover pair that moved its address looks the same.',
  'packets.finding.rogue-dhcp.title': '{{server}} hands out addresses beside {{usual}}',
  'packets.finding.rogue-dhcp.why':
    'Two DHCP servers answer on one network, and not alike. A wrong one sends machines to its own gateway and name server.',
  'packets.finding.rogue-dhcp.next':
    'If you do not know {{server}}, unplug it and renew the addresses of those who asked.',
  'packets.finding.dns-tunnel.title':
    'Names below {{zone}} carry data: {{names, number}} of them, {{letters, number}} characters on average',
  'packets.finding.dns-tunnel.why':
    'Long names that are never asked twice, such as {{example}}, are how data leaves through a name server when nothing else is let out.',
  'packets.finding.dns-tunnel.next':
    'See which machines ask for {{zone}} and what runs there. Some virus scanners do this too.',
  'packets.finding.nxdomain-storm.title': '{{from}} asks for {{count, number}} names that do not exist',
  'packets.finding.nxdomain-storm.why':
    'Of the {{responses, number}} answers it got so many were “no such name”. Malware that guesses its master’s name does this, and so does a wrong search domain.',
  'packets.finding.nxdomain-storm.next':
    'Look at the names: random letters point to malware, a doubled domain to a setting.',
  'packets.finding.cleartext-login.title': 'A password travels in the clear: {{protocol}} to {{to}}',
  'packets.finding.cleartext-login.why_one':
    'Anybody on the way can read it. It was sent once, for the user “{{user}}”. The password is not kept here.',
  'packets.finding.cleartext-login.why_other':
    'Anybody on the way can read it. It was sent {{count, number}} times, for the user “{{user}}”. The password is not kept here.',
  'packets.finding.cleartext-login.next': 'Turn encryption on for this service, then change the password.',
  'packets.finding.weak-tls-version.title_one': '{{version}} is still in use: {{count, number}} connection',
  'packets.finding.weak-tls-version.title_other': '{{version}} is still in use: {{count, number}} connections',
  'packets.finding.weak-tls-version.why': 'Its protection has been broken, and browsers refuse it.',
  'packets.finding.weak-tls-version.next':
    'Allow TLS 1.2 and 1.3 alone on the server; find the clients that ask for less.',
  'packets.finding.weak-tls-cipher.title_one':
    'Encryption that protects too little: {{weakness}} ({{cipher}}), {{count, number}} connection',
  'packets.finding.weak-tls-cipher.title_other':
    'Encryption that protects too little: {{weakness}} ({{cipher}}), {{count, number}} connections',
  'packets.finding.weak-tls-cipher.why': 'What is sent this way can be read or changed by somebody who tries.',
  'packets.finding.weak-tls-cipher.next': 'Take this cipher suite out of the server’s list.',
  'packets.finding.expired-certificate.title': 'The certificate of {{name}} had expired on {{until}}',
  'packets.finding.expired-certificate.why':
    'It was shown after its end. Clients that check refuse the connection; those that do not are in danger.',
  'packets.finding.expired-certificate.next': 'Renew it, and let something renew it from now on.',
  'packets.finding.early-certificate.title': 'The certificate of {{name}} is valid from {{from}} only',
  'packets.finding.early-certificate.why':
    'It was shown before its time. A clock is wrong: the server’s, or that of the capturing machine.',
  'packets.finding.early-certificate.next': 'Compare the clocks.',
  'packets.finding.weak-key.title': 'The certificate of {{name}} has a short key: {{bits}} bits',
  'packets.finding.weak-key.why': 'RSA keys of fewer than 2048 bits can be broken with effort.',
  'packets.finding.weak-key.next': 'Make a new key and certificate.',
  'packets.finding.self-signed.title': '{{name}} shows a certificate it signed itself',
  'packets.finding.self-signed.why':
    'Nobody vouches for it: a client that accepts it cannot tell the server from an impostor, unless it knows the key.',
  'packets.finding.self-signed.next':
    'Nothing, if the clients pin it. Else use a certificate of an authority they trust.',
  'packets.finding.beaconing.title': '{{from}} calls {{to}} port {{port}} every {{seconds}} s',
  'packets.finding.beaconing.why':
    '{{count, number}} connections at an even beat: a program, not a person. Monitoring and updates do so, and so does malware that waits for orders.',
  'packets.finding.beaconing.next': 'Find the program on {{from}}, and who owns {{to}}.',
  'packets.finding.bulk-upload.title': '{{from}} sends {{sentBytes, bytes}} to {{to}}',
  'packets.finding.bulk-upload.why':
    'Much more goes out than comes back ({{receivedBytes, bytes}}). Backups look so, and data that is stolen.',
  'packets.finding.bulk-upload.next': 'Check that this transfer is wanted.',
  'packets.finding.retransmission-storm.title':
    'What {{from}} sends to {{to}} gets lost: {{resent, number}} segments sent again, {{percent}} %',
  'packets.finding.retransmission-storm.why':
    'Of {{segments, number}} segments in $t(packets.plain.count.connections, {"count": {{connections}} }) so many had to be sent again. The loss is between where this was captured and {{to}}, or before the capture when the first copies are missing here.',
  'packets.finding.retransmission-storm.next': 'Look for a full link, a bad cable or a duplex mismatch on that way.',
  'packets.finding.slow-server.title': '{{to}} port {{port}} answers slowly: up to {{slowestMs, milliseconds}}',
  'packets.finding.slow-server.why_one':
    'The handshake took {{handshakeMs, milliseconds}} at most, so the network is quick: the server itself takes the time, in {{count, number}} connection.',
  'packets.finding.slow-server.why_other':
    'The handshake took {{handshakeMs, milliseconds}} at most, so the network is quick: the server itself takes the time, in {{count, number}} connections.',
  'packets.finding.slow-server.next': 'Look at the server’s load and at what it waits for.',
  'packets.finding.slow-network.title':
    'The way to {{to}} port {{port}} is slow: {{handshakeMs, milliseconds}} for a handshake',
  'packets.finding.slow-network.why_one':
    'A handshake is answered by the system at once, so the time is lost on the way, in {{count, number}} connection. The slowest answer took {{slowestMs, milliseconds}}.',
  'packets.finding.slow-network.why_other':
    'A handshake is answered by the system at once, so the time is lost on the way, in {{count, number}} connections. The slowest answer took {{slowestMs, milliseconds}}.',
  'packets.finding.slow-network.next': 'Look at the links on the way. Far away it is distance.',
  'packets.finding.path-mtu.title': 'Packets to {{to}} are too large: {{mtu}} bytes fit',
  'packets.finding.path-mtu.why_one': 'A router said so once. Usually senders adapt by themselves.',
  'packets.finding.path-mtu.why_other':
    'A router said so {{count, number}} times. Usually senders adapt by themselves.',
  'packets.finding.path-mtu.next':
    'If connections hang, see that these ICMP messages are let through, or clamp the MSS.',
  'packets.finding.mtu-black-hole.title': 'Large packets from {{from}} never reach {{to}}',
  'packets.finding.mtu-black-hole.why':
    'The handshake worked, then {{bytes, bytes}} were sent again $t(packets.plain.count.times, {"count": {{resent}} }) and never acknowledged. Something on the way drops large packets without saying so.',
  'packets.finding.mtu-black-hole.next':
    'Let ICMP “packet too big” through, or lower the MTU (VPN and PPPoE need that).',
}
