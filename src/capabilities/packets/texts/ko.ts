import { findingsKo } from './findings-ko.ts'

export const ko = {
  ...findingsKo,
  'packets.error.capture-unknown': '캡처 {{id}}이(가) 없습니다. 누군가 삭제했거나 보관 기간이 지났습니다.',
  'packets.error.note-unknown': '이 캡처에는 메모 {{id}}이(가) 없습니다.',
  'packets.error.job-unknown': '대기열에 작업 {{id}}이(가) 없습니다.',
  'packets.error.report-missing': '이 캡처의 보고서가 아직 없습니다. 분석하는 동안 작성됩니다.',
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
  'packets.error.not-settled': '캡처가 아직 도착 중이거나 분석 중입니다. 기다리거나 먼저 취소하세요.',
  'packets.error.not-cancellable': '취소할 것이 없습니다. 분석이 끝났습니다.',
  'packets.error.file-gone': '파일 {{file}}이(가) 더는 없습니다. 보고서는 남아 있습니다.',
  'packets.error.file-unreadable': '파일 {{file}}을(를) 읽을 수 없습니다: {{reason}}. 권한을 확인하세요.',
  'packets.error.unpacks-too-large':
    '캡처의 압축을 풀면 {{limitBytes, bytes}}를 넘습니다. 압축 폭탄일 수 있습니다. 직접 풀거나 packets.maxUnpackedBytes를 높이세요.',
  'packets.error.compression-damaged': '캡처의 압축을 풀 수 없습니다: {{reason}}.',
  'packets.error.payload-forbidden': '패킷의 내용을 보려면 {{role}} 역할이 필요합니다. 관리자에게 요청하세요.',
  'packets.error.folder-unknown': '폴더 {{folder}}이(가) 없습니다. 열 수 있는 폴더는 설정 packets.folders에 적습니다.',
  'packets.error.path-outside': '{{path}}은(는) 폴더 밖으로 나갑니다. 안에 있는 것만 열 수 있습니다.',
  'packets.error.path-unknown': '파일 {{path}}이(가) 없습니다.',
  'packets.error.site-unknown': '사이트 {{site}}이(가) 없습니다.',
  'packets.error.site-unreachable': '{{host}}이(가) 응답하지 않습니다: {{reason}}. 주소, 포트, 방화벽을 확인하세요.',
  'packets.error.site-refused': '{{host}}이(가) {{user}}을(를) 거부합니다: {{reason}}. 비밀번호나 키를 확인하세요.',
  'packets.error.host-key-changed':
    '{{host}}의 키가 {{wanted}}이(가) 아니라 {{found}}입니다. 누군가 중간에 있을 수 있습니다. 장비를 새로 설치했다면 사이트를 지우고 다시 추가하세요.',
  'packets.error.analysis-stalled': '분석이 {{stallMs, milliseconds}} 동안 아무 소식이 없어 끝냈습니다.',
  'packets.error.secret-missing': '비밀번호나 개인 키를 입력하세요.',

  'packets.setting.folder': '캡처를 보관하는 폴더. 비우면 데이터 폴더의 packets',
  'packets.setting.maxFileBytes': '받을 수 있는 가장 큰 캡처. 0은 제한 없음',
  'packets.setting.maxUnpackedBytes': '압축된 캡처가 풀릴 수 있는 최대 바이트',
  'packets.setting.folders': '그 자리에서 캡처를 열 수 있는 폴더',
  'packets.setting.retentionDays': '캡처를 삭제하기까지의 날수. 0은 삭제하지 않음',
  'packets.setting.uploadHours': '끊긴 업로드를 포기하기까지의 시간',
  'packets.setting.threads': '동시에 분석하는 캡처 수. 0은 코어 수에서 하나를 뺀 값',
  'packets.setting.attempts': '실패로 넘기기 전의 시도 횟수',
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

  'packets.page.none': '아직 캡처가 없습니다.',
  'packets.page.none-next': '하나 보내 보세요: curl -X POST -T capture.pcap {{url}}',
  'packets.page.name': '캡처',
  'packets.page.state': '상태',
  'packets.page.size': '크기',
  'packets.page.added': '추가됨',
  'packets.page.by': '올린 사람',
  'packets.state.arriving': '도착 중',
  'packets.state.waiting': '대기 중',
  'packets.state.analysing': '분석 중',
  'packets.state.done': '완료',
  'packets.state.failed': '실패',
  'packets.state.cancelled': '취소됨',

  'packets.plain.progress': '{{doneBytes, bytes}} 읽음, 패킷 {{packets, number}}개, 초당 {{speed, bytes}}',
  'packets.plain.not-a-capture':
    '{{name}}: 캡처가 아닙니다. pcap과 pcapng, 그리고 gzip이나 zstd로 압축한 것을 읽습니다.',
  'packets.plain.file': '{{name}}: {{format}}, {{sizeBytes, bytes}}',
  'packets.plain.packets_other': '패킷 {{count, number}}개, 회선에서 {{bytes, bytes}}',
  'packets.plain.times': '{{fromMs, datetime}}부터 {{lastingMs, milliseconds}} 동안',
  'packets.plain.ends':
    'IPv4 주소 {{ipv4, number}}개, IPv6 주소 {{ipv6, number}}개, TCP 대화 {{tcp, number}}개, UDP 대화 {{udp, number}}개',
  'packets.plain.protocols': '프로토콜별 프레임: {{list}} (그 밖에 {{more, number}}개)',
  'packets.plain.top': '바이트가 가장 많은 대화:',
  'packets.plain.conversation': '{{protocol}} {{a}} ↔ {{b}}: {{bytes, bytes}}, 패킷 {{packets, number}}개',
  'packets.plain.malformed_other': '헤더가 스스로와 어긋나는 패킷 {{count, number}}개',
  'packets.plain.truncated_other': '일부만 캡처된 패킷 {{count, number}}개',
  'packets.plain.problem': '파일이 {{at, number}}바이트에서 손상되었습니다({{code}}). 그 앞은 모두 읽었습니다',

  'packets.reason.attempts_other': '분석을 {{count}}번 시작했지만 매번 결과 없이 끝났습니다.',
  'packets.reason.failed': '분석에 실패했습니다: {{reason}}',

  'packets.action.upload': '캡처 {{target}}을(를) 보냄',
  'packets.action.change': '캡처 {{target}}을(를) 변경함',
  'packets.action.delete': '캡처 {{target}}을(를) 삭제함',
  'packets.action.analyse': '캡처 {{target}}을(를) 다시 분석하게 함',
  'packets.action.cancel': '분석을 취소함: {{target}}',
  'packets.action.note': '캡처 {{target}}에 메모를 남김',
  'packets.action.note-delete': '캡처 {{target}}의 메모를 삭제함',
  'packets.action.payload': '패킷의 내용을 봄: {{target}}',
  'packets.action.retry': '분석을 다시 시도함: {{target}}',
  'packets.action.discard': '실패한 작업을 치움: {{target}}',
}
