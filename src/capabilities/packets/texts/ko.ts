export const ko = {
  'packets.error.capture-unknown': '캡처 {{id}}이(가) 없습니다. 누군가 삭제했거나 보관 기간이 지났습니다.',
  'packets.error.note-unknown': '이 캡처에는 메모 {{id}}이(가) 없습니다.',
  'packets.error.job-unknown': '대기열에 작업 {{id}}이(가) 없습니다.',
  'packets.error.report-missing': '이 캡처의 보고서가 아직 없습니다. 분석하는 동안 작성됩니다.',
  'packets.error.report-unwritable': '보고서를 {{file}}에 쓸 수 없습니다: {{reason}}. 다른 파일을 지정하십시오.',
  'packets.error.file-too-large':
    '캡처가 이 콘솔이 받는 한도 {{limitBytes, bytes}}(MAX_FILE_SIZE)보다 큽니다. editcap으로 나누거나 한도를 높이세요.',
  'packets.error.no-room':
    '{{neededBytes, bytes}}를 둘 공간이 없습니다. 캡처에 쓸 수 있는 공간은 {{freeBytes, bytes}}입니다. 일부를 지우거나 store.budgetBytes를 높이세요.',
  'packets.error.disk-full':
    '캡처를 받는 중 {{doneBytes, bytes}}에서 디스크가 가득 찼습니다. 받은 부분은 버렸습니다. 공간을 마련한 뒤 다시 보내세요.',
  'packets.error.not-a-capture':
    '{{name}}은(는) 캡처가 아닙니다. 첫 바이트가 {{begins}}입니다. pcap과 pcapng, 그리고 gzip이나 zstd로 압축한 것을 읽습니다.',
  'packets.error.file-empty': '{{name}}이(가) 비어 있습니다.',
  'packets.error.upload-cut':
    '업로드가 {{doneBytes, bytes}}에서 끊겼습니다. 다시 보내세요. 이어받기 업로드는 멈춘 곳부터 계속됩니다.',
  'packets.error.upload-hash':
    '도착한 내용이 보낸 것과 다릅니다. SHA-256이 {{wanted}}이(가) 아니라 {{found}}입니다. 다시 보내세요.',
  'packets.error.form-without-file': '양식에 파일이 없습니다. curl에서는 -F file=@capture.pcap 으로 보냅니다.',
  'packets.error.form-many-files':
    '양식에 파일이 둘 이상 있습니다. 아무것도 보관하지 않았으니 파일마다 따로 요청해 보내 주세요.',
  'packets.error.not-settled': '캡처가 아직 도착 중이거나 분석 중입니다. 기다리거나 먼저 취소하세요.',
  'packets.error.not-cancellable': '취소할 것이 없습니다. 분석이 끝났습니다.',
  'packets.error.file-gone': '파일 {{file}}이(가) 더는 없습니다. 보고서는 남아 있습니다.',
  'packets.error.file-unreadable': '파일 {{file}}을(를) 읽을 수 없습니다: {{reason}}. 권한을 확인하세요.',
  'packets.error.file-changed':
    '파일 {{file}}이(가) 분석한 뒤에 바뀌어 패킷이 다를 수 있습니다. 캡처를 다시 분석하세요.',
  'packets.error.not-a-file': '{{file}}은(는) 일반 파일이 아닙니다. 파이프, 장치, 폴더는 열지 않습니다.',
  'packets.error.unpacks-too-large':
    '캡처의 압축을 풀면 {{limitBytes, bytes}}를 넘습니다. 압축 폭탄일 수 있습니다. 직접 풀거나 packets.maxUnpackedBytes를 높이세요.',
  'packets.error.filter-syntax':
    '필터를 {{column}}번째 글자({{found}})부터 읽을 수 없습니다. 조건은 필드 하나이거나 필드와 값입니다: tcp.port == 443 and ip.addr == 10.0.0.0/8',
  'packets.error.filter-field':
    '{{found}} 필드는 없습니다({{column}}번째 글자). 이름은 Wireshark와 같습니다: ip.addr, tcp.port, dns.qry.name',
  'packets.error.filter-field-near': '{{found}} 필드는 없습니다({{column}}번째 글자). {{suggestion}}을(를) 찾으셨나요?',
  'packets.error.filter-value':
    '{{found}}은(는) {{field}}에 맞는 값이 아닙니다. 이 필드의 형식은 {{type}}입니다({{column}}번째 글자).',
  'packets.error.filter-use': '{{field}}은(는) 이렇게 쓸 수 없습니다({{column}}번째 글자, {{found}}).',
  'packets.error.filter-expression':
    '{{found}}은(는) 여기서 쓸 수 있는 정규식이 아닙니다({{column}}번째 글자). 끝없이 걸리는 일이 없도록 역참조와 전후방 탐색은 받지 않습니다.',
  'packets.error.filter-too-large': '필터가 너무 크거나 너무 깊이 중첩되어 있습니다({{column}}번째 글자).',
  'packets.error.filter-payload':
    '이 필터는 패킷의 내용을 묻지만, 볼 수 있는 것은 헤더뿐입니다. 주소, 포트, 플래그, 프로토콜로 거르거나 관리자에게 요청하세요.',
  'packets.error.packet-unknown': '이 캡처에는 {{number}}번 패킷이 없습니다.',
  'packets.error.no-conversation': '{{number}}번 패킷은 TCP나 UDP 대화에 속하지 않습니다.',
  'packets.error.browse-busy': '지금 캡처 {{most}}개를 보고 있어 더 열 수 없습니다. 잠시 후 다시 시도하세요.',
  'packets.error.output-unwritable':
    '{{file}}에 쓸 수 없습니다: {{reason}}. 권한과 디스크 여유 공간을 확인하거나 다른 파일을 지정하세요.',
  'packets.error.folder-named': '{{file}}은(는) 폴더입니다. 그 안의 파일을 지정하세요.',
  'packets.plain.exported': '패킷 {{count, number}}개 중 {{kept, number}}개를 {{file}}에 저장했습니다.',
  'packets.error.payload-forbidden': '패킷의 내용을 보려면 {{role}} 역할이 필요합니다. 관리자에게 요청하세요.',
  'packets.error.folder-unknown': '열 수 있는 폴더 {{folder}}이(가) 없습니다.',
  'packets.error.path-outside': '{{path}}은(는) 폴더 밖으로 나갑니다. 안에 있는 것만 열 수 있습니다.',
  'packets.error.path-unknown': '파일 {{path}}이(가) 없습니다.',
  'packets.error.site-unknown': '캡처를 가져올 장비 {{site}}이(가) 없습니다.',
  'packets.error.site-unreachable': '{{host}}이(가) 응답하지 않습니다: {{reason}}. 주소, 포트, 방화벽을 확인하세요.',
  'packets.error.site-refused': '{{host}}이(가) {{user}}을(를) 거부합니다: {{reason}}. 비밀번호나 키를 확인하세요.',
  'packets.error.fetch-changed': '가져오는 동안 파일 {{path}}이(가) 바뀌어 앞뒤가 맞지 않게 됩니다. 다시 가져오세요.',
  'packets.error.fetch-cut':
    '{{path}}을(를) {{doneBytes, bytes}}까지 가져오다가 끊겼습니다: {{reason}}. 다시 시도하세요.',
  'packets.error.host-key-changed':
    '{{host}}의 키가 {{wanted}}이(가) 아니라 {{found}}입니다. 누군가 중간에 있을 수 있습니다. 장비를 새로 설치했다면 여기에서 제거하고 다시 추가하세요.',
  'packets.error.analysis-stalled': '분석이 {{stallMs, milliseconds}} 동안 아무 소식이 없어 끝냈습니다.',
  'packets.error.bus-missing': '작업자에게는 NATS 서버 주소가 필요합니다. NATS_ADDR이나 NATS_SERVER_URL을 설정하세요.',
  'packets.error.secret-missing': '비밀번호나 개인 키를 입력하세요.',

  'packets.setting.folder': '캡처를 보관하는 폴더. 비우면 데이터 폴더의 packets',
  'packets.setting.folders': '캡처를 있는 자리에서 열 수 있는 폴더',
  'packets.setting.maxFileBytes': '받을 수 있는 가장 큰 캡처. 0은 제한 없음',
  'packets.setting.maxUnpackedBytes': '압축된 캡처가 풀릴 수 있는 최대 바이트',
  'packets.setting.retentionDays': '캡처를 삭제하기까지의 날수. 0은 삭제하지 않음',
  'packets.setting.uploadHours': '끊긴 업로드를 포기하기까지의 시간',
  'packets.setting.threads': '동시에 분석하는 캡처 수. 0은 코어 수에서 하나를 뺀 값',
  'packets.setting.attempts': '실패로 넘기기 전의 시도 횟수',
  'packets.setting.fetchRetrySeconds': '끊긴 연결을 다시 시도하는 시간(초)',
  'packets.setting.stallSeconds': '분석을 다시 시작하기까지 소식이 없는 초',
  'packets.setting.payloadRole': '패킷의 내용을 볼 수 있는 가장 낮은 역할',

  'packets.metric.uploads': '들어온 캡처',
  'packets.metric.received': '들어온 바이트',
  'packets.metric.packets': '분석한 패킷',
  'packets.metric.analysed': '분석한 바이트',
  'packets.metric.stage': '단계에서 보낸 시간',
  'packets.metric.queue.depth': '대기열의 작업',
  'packets.metric.queue.age': '대기열에서 가장 긴 대기',
  'packets.metric.outcomes': '끝난 분석',

  'packets.state.arriving': '도착 중',
  'packets.state.waiting': '대기 중',
  'packets.state.analysing': '분석 중',
  'packets.state.done': '완료',
  'packets.state.failed': '실패',
  'packets.state.cancelled': '취소됨',

  'packets.plain.progress': '{{doneBytes, bytes}} 읽음, 패킷 {{count, number}}개, 초당 {{speed, bytes}}',
  'packets.plain.not-a-capture':
    '{{name}}: 캡처가 아닙니다. pcap과 pcapng, 그리고 gzip이나 zstd로 압축한 것을 읽습니다.',
  'packets.plain.file': '{{name}}: {{format}}, {{sizeBytes, bytes}}',
  'packets.plain.keys':
    '파일 안의 TLS 키: 연결 {{sessions, number}}개의 키, 그 키로 복호화한 연결 {{opened, number}}개',
  'packets.plain.packets_other': '패킷 {{count, number}}개, 회선에서 {{bytes, bytes}}',
  'packets.plain.stopped': '{{sizeBytes, bytes}}까지 읽고 중지했습니다. 그 뒤의 내용은 이 보고서에 없습니다',
  'packets.plain.export-stopped': '중지했습니다. {{file}}에 아무것도 저장하지 않았습니다.',
  'packets.plain.times': '{{fromMs, date}} {{fromMs, clock}}부터 {{lastingMs, milliseconds}} 동안',
  'packets.plain.count.ipv4_other': 'IPv4 주소 {{count, number}}개',
  'packets.plain.count.ipv6_other': 'IPv6 주소 {{count, number}}개',
  'packets.plain.count.tcp_other': 'TCP 대화 {{count, number}}개',
  'packets.plain.count.udp_other': 'UDP 대화 {{count, number}}개',
  'packets.plain.empty': '패킷이 없습니다',
  'packets.plain.unknown-link_other':
    '여기서 해석하지 않는 링크 유형 {{linkType}}(LINKTYPE_ 번호)의 패킷 {{count, number}}개',
  'packets.plain.nothing-read': '패킷의 내용을 전혀 읽지 못했습니다',
  'packets.plain.protocols': '프로토콜별 프레임: {{list}}',
  'packets.plain.protocols-more_other': '프로토콜별 프레임: {{list}}, 그 밖에 {{count, number}}개',
  'packets.plain.top': '바이트가 가장 많은 대화:',
  'packets.plain.conversation_other': '{{protocol}} {{a}} ↔ {{b}}: {{bytes, bytes}}, 패킷 {{count, number}}개',
  'packets.plain.malformed_other': '헤더가 스스로와 어긋나는 패킷 {{count, number}}개',
  'packets.plain.truncated_other': '일부만 캡처된 패킷 {{count, number}}개',
  'packets.plain.problem': '파일이 {{at, number}}바이트에서 손상되었습니다({{code}}). 그 앞은 모두 읽었습니다',

  'packets.plain.count.addresses_other': '주소 {{count, number}}개',
  'packets.plain.count.connections_other': '연결 {{count, number}}개',
  'packets.plain.count.times_other': '{{count, number}}번',

  'packets.reason.attempts_other': '분석을 {{count, number}}번 시작했지만 매번 결과 없이 끝났습니다.',
  'packets.reason.version':
    'NATS로 버전 {{version}} 메시지가 왔습니다. 이 콘솔은 버전 {{known}}을(를) 읽습니다. 콘솔과 작업자는 같은 버전이어야 합니다.',
  'packets.reason.fetch-stopped': '캡처를 가져오는 동안 콘솔이 멈췄습니다. 다시 시도하세요.',
  'packets.line.closed': '연결이 닫힘',
  'packets.line.no-answer': '응답 없음',
  'packets.line.refused': '연결이 거부됨',
  'packets.line.no-way': '장비에 닿을 수 없음',
  'packets.line.name-unknown': '장비 이름을 못 찾음',
  'packets.line.not-let-in': '접속이 허용되지 않음',
  'packets.line.other': '{{reason}}',
  'packets.reason.unreadable': 'NATS로 아무도 읽을 수 없는 메시지가 왔습니다.',
  'packets.reason.failed': '분석에 실패했습니다: {{reason}}',

  'packets.action.upload': '캡처 {{target}}을(를) 보냄',
  'packets.action.open': '캡처 {{target}}을(를) 엶',
  'packets.action.site-add': '장비 {{target}}을(를) 추가함',
  'packets.action.site-delete': '장비 {{target}}을(를) 제거함',
  'packets.action.change': '캡처 {{target}}을(를) 변경함',
  'packets.action.delete': '캡처 {{target}}을(를) 삭제함',
  'packets.action.analyse': '캡처 {{target}}을(를) 다시 분석하게 함',
  'packets.action.cancel': '분석을 취소함: {{target}}',
  'packets.action.note': '캡처 {{target}}에 메모를 남김',
  'packets.action.note-delete': '캡처 {{target}}의 메모를 삭제함',
  'packets.action.payload': '패킷의 내용을 봄: {{target}}',
  'packets.action.retry': '분석을 다시 시도함: {{target}}',
  'packets.action.discard': '실패한 작업을 치움: {{target}}',

  'packets.plain.summarised':
    '보관하는 것보다 흐름이 많습니다. 패킷 {{packets, number}}개({{bytes, bytes}})는 합계에만 있고 TCP 세그먼트 {{segments, number}}개는 세기만 했습니다',
  'packets.plain.severity.danger': '위험',
  'packets.plain.severity.caution': '주의',
  'packets.plain.severity.info': '참고',
  'packets.finding.port-scan.title': '{{from}}이(가) {{to}}의 포트 {{ports, number}}개를 두드립니다',
  'packets.finding.port-scan.why':
    '한 컴퓨터가 다른 컴퓨터의 여러 포트에 연결을 요청하고는 거의 아무 말도 하지 않았습니다. 열린 서비스를 찾을 때 이렇게 합니다. {{open, number}}개가 열려 있었습니다.',
  'packets.finding.port-scan.next':
    '직접 한 점검이 아니라면 {{from}}을(를) 누가 쓰는지 알아보고, {{to}}에서 필요 없는 포트를 닫으세요.',
  'packets.finding.port-sweep.title': '{{from}}이(가) 컴퓨터 {{machines, number}}대에 {{port}}번 포트를 물었습니다',
  'packets.finding.port-sweep.why':
    '한 컴퓨터가 여러 컴퓨터의 같은 포트를 시도했습니다. 웜이나 한 가지 약점을 찾는 사람이 이렇게 합니다. {{open}}대가 응답했습니다. 거의 다 응답했다면 측정이나 모니터링인 경우가 더 많습니다.',
  'packets.finding.port-sweep.next': '{{from}}에서 무엇이 실행되는지, 누가 응답했는지 보세요.',
  'packets.finding.syn-flood.title':
    '{{to}} {{port}}번 포트에 연결 요청이 쏟아집니다: {{seconds}}초에 {{count, number}}건',
  'packets.finding.syn-flood.why':
    '주소 {{sources}}개에서 연결을 요청만 하고 맺지 않습니다. 포기할 때까지 서버의 대기열 자리를 차지합니다.',
  'packets.finding.syn-flood.next': 'SYN 쿠키를 켜고, 방화벽이나 통신사에서 보낸 곳을 막으세요.',
  'packets.finding.unanswered-syns.title': '{{to}} {{port}}번 포트에서 아무도 응답하지 않습니다',
  'packets.finding.unanswered-syns.why':
    '주소 {{sources}}개가 연결을 {{count, number}}번 요청했지만 거절조차 없었습니다. 방화벽이 버리거나 컴퓨터가 꺼져 있습니다.',
  'packets.finding.unanswered-syns.next':
    '{{to}}이(가) 켜져 있는지, 중간 방화벽이 {{port}}번 포트를 어떻게 하는지 확인하세요.',
  'packets.finding.arp-spoofing.title':
    '두 컴퓨터가 {{address}}을(를) 자기 것이라 하고, 그중 하나는 다른 주소도 주장합니다',
  'packets.finding.arp-spoofing.why':
    '{{first}}이(가) 먼저 쓰던 주소를 {{second}}이(가) 자기 것이라 했고, 다른 주소에도 그랬습니다. 이렇게 하면 그 주소로 가는 내용을 읽고 바꿀 수 있습니다.',
  'packets.finding.arp-spoofing.next':
    '스위치에서 {{second}}이(가) 꽂힌 포트를 찾아 빼세요. 라우터나 이중화 장비라면 괜찮습니다.',
  'packets.finding.duplicate-address.title': '두 컴퓨터가 같은 주소 {{address}}을(를) 씁니다',
  'packets.finding.duplicate-address.why':
    '{{first}}과(와) {{second}}이(가) 모두 자기 주소라고 합니다. 연결이 이쪽저쪽으로 갑니다.',
  'packets.finding.duplicate-address.next': '한쪽의 주소를 바꾸세요. 주소를 넘겨받은 이중화 장비도 이렇게 보입니다.',
  'packets.finding.rogue-dhcp.title': '{{usual}} 말고 {{server}}도 주소를 나눠 줍니다',
  'packets.finding.rogue-dhcp.why':
    '한 네트워크에서 DHCP 서버 두 대가 서로 다르게 응답합니다. 잘못된 서버는 자기 게이트웨이와 이름 서버로 보냅니다.',
  'packets.finding.rogue-dhcp.next': '모르는 {{server}}이면 빼고, 요청한 컴퓨터의 주소를 다시 받게 하세요.',
  'packets.finding.dns-tunnel.title':
    '{{zone}} 아래 이름에 데이터가 실려 있습니다: {{names, number}}개, 평균 {{letters, number}}자',
  'packets.finding.dns-tunnel.why':
    '{{example}} 같은 긴 이름을 한 번씩만 묻습니다. 다른 길이 막혔을 때 이름 서버로 데이터를 내보내는 방법입니다.',
  'packets.finding.dns-tunnel.next':
    '{{zone}}을(를) 묻는 컴퓨터와 거기서 실행되는 것을 보세요. 일부 백신도 이렇게 합니다.',
  'packets.finding.nxdomain-storm.title': '{{from}}이(가) 없는 이름을 {{count, number}}번 물었습니다',
  'packets.finding.nxdomain-storm.why':
    '이 기기가 받은 응답 {{responses, number}}건 중 그만큼이 “없는 이름”이었습니다. 명령 서버 이름을 추측하는 악성코드나 잘못된 검색 도메인이 이렇게 합니다.',
  'packets.finding.nxdomain-storm.next':
    '이름을 보세요. 무작위 글자면 악성코드, 도메인이 두 번 붙었으면 설정 문제입니다.',
  'packets.finding.cleartext-login.title': '비밀번호가 암호화되지 않고 지나갑니다: {{to}}로 가는 {{protocol}}',
  'packets.finding.cleartext-login.why':
    '중간에 있는 누구나 읽을 수 있습니다. 사용자 “{{user}}”로 {{count, number}}번 보냈습니다. 비밀번호는 여기 저장하지 않습니다.',
  'packets.finding.cleartext-login.next': '이 서비스의 암호화를 켠 뒤 비밀번호를 바꾸세요.',
  'packets.finding.weak-tls-version.title': '{{version}}을(를) 아직 씁니다: 연결 {{count, number}}건',
  'packets.finding.weak-tls-version.why': '보호가 깨진 버전이라 브라우저가 거절합니다.',
  'packets.finding.weak-tls-version.next':
    '서버에서 TLS 1.2와 1.3만 허용하고, 더 낮은 버전을 쓰는 클라이언트를 찾으세요.',
  'packets.finding.weak-tls-cipher.title': '너무 약한 암호화: {{weakness}} ({{cipher}}), 연결 {{count, number}}건',
  'packets.finding.weak-tls-cipher.why': '마음먹은 사람이 내용을 읽거나 바꿀 수 있습니다.',
  'packets.finding.weak-tls-cipher.next': '서버 목록에서 이 암호 모음을 빼세요.',
  'packets.finding.expired-certificate.title': '{{name}}의 인증서가 {{until}}에 만료되었습니다',
  'packets.finding.expired-certificate.why':
    '만료된 뒤에 제시되었습니다. 확인하는 클라이언트는 거절하고, 확인하지 않는 클라이언트는 위험합니다.',
  'packets.finding.expired-certificate.next': '갱신하고, 앞으로는 자동으로 갱신되게 하세요.',
  'packets.finding.early-certificate.title': '{{name}}의 인증서는 {{from}}부터 유효합니다',
  'packets.finding.early-certificate.why': '유효해지기 전에 제시되었습니다. 서버나 캡처한 컴퓨터의 시계가 틀렸습니다.',
  'packets.finding.early-certificate.next': '두 시계를 비교하세요.',
  'packets.finding.weak-key.title': '{{name}} 인증서의 키가 짧습니다: {{bits}}비트',
  'packets.finding.weak-key.why': '2048비트보다 짧은 RSA 키는 노력하면 깨집니다.',
  'packets.finding.weak-key.next': '키와 인증서를 새로 만드세요.',
  'packets.finding.self-signed.title': '{{name}}이(가) 스스로 서명한 인증서를 제시합니다',
  'packets.finding.self-signed.why':
    '보증하는 곳이 없습니다. 키를 미리 알지 못하는 클라이언트는 진짜와 가짜를 구별할 수 없습니다.',
  'packets.finding.self-signed.next':
    '클라이언트가 키를 고정해 두었다면 괜찮습니다. 아니면 믿을 수 있는 기관의 인증서를 쓰세요.',
  'packets.finding.beaconing.title': '{{from}}이(가) {{seconds}}초마다 {{to}} {{port}}번 포트를 부릅니다',
  'packets.finding.beaconing.why':
    '{{count, number}}번 고른 간격으로 연결했습니다. 사람이 아니라 프로그램입니다. 모니터링이나 업데이트일 수도, 명령을 기다리는 악성코드일 수도 있습니다.',
  'packets.finding.beaconing.next': '{{from}}의 어떤 프로그램인지, {{to}}이(가) 누구 것인지 찾으세요.',
  'packets.finding.bulk-upload.title': '{{from}}이(가) {{to}}로 {{sentBytes, bytes}}를 보냅니다',
  'packets.finding.bulk-upload.why':
    '받는 양({{receivedBytes, bytes}})보다 훨씬 많이 나갑니다. 백업이거나 빼돌려지는 데이터입니다.',
  'packets.finding.bulk-upload.next': '필요한 전송인지 확인하세요.',
  'packets.finding.retransmission-storm.title':
    '{{from}}에서 {{to}}로 보내는 것이 사라집니다: 세그먼트 {{resent, number}}개({{percent}} %)를 다시 보냄',
  'packets.finding.retransmission-storm.why':
    '연결 {{connections}}건의 세그먼트 {{segments, number}}개 중 그만큼을 다시 보냈습니다. 캡처한 곳과 {{to}} 사이에서, 또는 첫 사본이 여기 없다면 캡처한 곳보다 앞에서 사라집니다.',
  'packets.finding.retransmission-storm.next': '그 길에 꽉 찬 회선, 불량 케이블, 이중 모드 불일치가 있는지 보세요.',
  'packets.finding.slow-server.title': '{{to}} {{port}}번 포트가 느리게 응답합니다: 최대 {{slowestMs, milliseconds}}',
  'packets.finding.slow-server.why':
    '연결 맺기는 길어도 {{handshakeMs, milliseconds}}였으니 네트워크는 빠릅니다. 연결 {{count, number}}건에서 서버 자체가 시간을 씁니다.',
  'packets.finding.slow-server.next': '서버의 부하와 무엇을 기다리는지 보세요.',
  'packets.finding.slow-network.title':
    '{{to}} {{port}}번 포트로 가는 길이 느립니다: 연결 맺기에 {{handshakeMs, milliseconds}}',
  'packets.finding.slow-network.why':
    '연결 맺기는 시스템이 바로 답하므로 연결 {{count, number}}건에서 길 위에서 시간이 걸립니다. 가장 느린 응답은 {{slowestMs, milliseconds}}였습니다.',
  'packets.finding.slow-network.next': '중간 회선을 보세요. 먼 곳이면 거리 때문입니다.',
  'packets.finding.path-mtu.title': '{{to}}로 가는 패킷이 너무 큽니다: {{mtu}}바이트까지 들어갑니다',
  'packets.finding.path-mtu.why': '라우터가 {{count, number}}번 알렸습니다. 보통은 보내는 쪽이 스스로 맞춥니다.',
  'packets.finding.path-mtu.next': '연결이 멈춘다면 이 ICMP 메시지가 통과되는지 보거나 MSS를 줄이세요.',
  'packets.finding.mtu-black-hole.title': '{{from}}의 큰 패킷이 {{to}}에 닿지 않습니다',
  'packets.finding.mtu-black-hole.why':
    '연결은 맺었지만 {{bytes, bytes}}를 {{resent}}번 다시 보내도 확인이 없었습니다. 중간에서 큰 패킷을 말없이 버립니다.',
  'packets.finding.mtu-black-hole.next':
    'ICMP “패킷이 너무 큼”을 통과시키거나 MTU를 낮추세요(VPN과 PPPoE에서 필요합니다).',
}
