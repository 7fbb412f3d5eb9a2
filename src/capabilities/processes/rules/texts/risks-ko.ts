/** What the rules say. */
export const riskWords = {
  'processes.risk.running-as-root.title': '{{user}} 권한으로 실행 중',
  'processes.risk.running-as-root.expected': '업무상 모든 권한이 필요한 시스템 프로그램입니다.',
  'processes.risk.running-as-root.other':
    '이 장비에서 무엇이든 할 수 있습니다. 이 프로그램이 장악되면 장비 전체가 장악되므로 전용 사용자로 실행하는 것이 좋습니다.',
  'processes.risk.public-port.title': '{{port}} 포트가 네트워크에 열려 있음',
  'processes.risk.public-port.usual':
    '{{port}} 포트를 늘 쓰는 프로그램이 쓰고 있습니다. 다른 장비가 {{address}} 주소로 접속할 수 있으니 그래도 되는지 확인하십시오.',
  'processes.risk.public-port.unusual':
    '{{name}} 프로그램은 보통 {{port}} 포트를 쓰지 않습니다. 누가 왜 시작했는지 먼저 알아보십시오.',
  'processes.risk.public-port.control':
    '{{port}} 포트에 접속하는 사람은 데이터를 읽거나 장비를 조종할 수 있습니다. 이 서비스는 따로 설정하지 않으면 암호화도 인증도 하지 않습니다. 127.0.0.1에만 열거나 방화벽에서 막으십시오.',
  'processes.risk.system-port.title': '시스템 포트 {{port}}이(가) 네트워크에 열려 있음',
  'processes.risk.system-port.known':
    '1024 미만 포트는 시스템만 내줄 수 있습니다. {{name}} 프로그램은 알려져 있지만 {{port}} 포트는 알려진 용도가 없습니다.',
  'processes.risk.system-port.unknown':
    '알 수 없는 프로그램이 {{port}} 포트를 쓰고 있습니다. 1024 미만 포트를 열려면 모든 권한이 필요합니다. 무엇인지 알아보십시오.',
  'processes.risk.high-memory-usage.title': '메모리의 {{percent, percent}} 사용',
  'processes.risk.high-memory-usage.high':
    '{{bytes, bytes}}를 쓰고 있습니다. 데이터베이스나 JVM이라면 정상일 수 있으며, 메모리를 누가 쓰는지 알 수 있도록 표시합니다.',
  'processes.risk.suspicious-path.title': '평소와 다른 위치에서 실행 중',
  'processes.risk.suspicious-path.temporary':
    '{{path}} 파일은 누구나 쓸 수 있고 아무것도 설치하지 않는 폴더에 있습니다. 침입자가 프로그램을 시작하는 곳입니다.',
  'processes.risk.suspicious-path.hidden': '{{path}} 파일은 알려진 설치 프로그램이 만들지 않는 숨김 폴더에 있습니다.',
  'processes.risk.suspicious-path.home':
    '{{path}} 파일은 사용자와 서비스가 자기 프로그램을 두는 곳에 있으며, 실행 사용자가 아닌 사람이 바꿔치기할 수 있습니다.',
  'processes.risk.suspicious-path.elsewhere': '{{path}} 파일은 프로그램을 설치하는 폴더 밖에 있습니다.',
  'processes.risk.suspicious-path.vedette':
    'Vedette 자신이 {{path}}에서 실행 중입니다. 누군가 내려받은 사본에서 바로 시작했습니다. 계속 쓰려면 다른 사람이 쓸 수 없는 곳에 설치하세요.',
  'processes.risk.deleted-executable.title': '프로그램 파일이 삭제됨',
  'processes.risk.deleted-executable.sealed':
    '컨테이너 엔진이 일부러 그러듯 자신의 봉인된 사본을 메모리에서 실행합니다.',
  'processes.risk.deleted-executable.memory':
    '디스크의 파일 없이 메모리에서만 실행됩니다. 정상적인 프로그램은 거의 그러지 않습니다.',
  'processes.risk.deleted-executable.temporary':
    '{{path}} 파일은 임시 폴더에서 시작된 뒤 삭제되었습니다. 침입자가 흔적을 숨길 때 쓰는 방법입니다.',
  'processes.risk.deleted-executable.replaced':
    '{{path}} 파일이 업데이트되었지만 예전 것이 아직 실행 중입니다. 다시 시작하면 새 파일을 씁니다.',
  'processes.risk.deleted-executable.removed':
    '{{path}} 파일이 제거되었지만 프로그램은 아직 실행 중입니다. 제거된 패키지의 것일 수 있습니다.',
  'processes.risk.deleted-executable.gone':
    '{{path}} 파일이 사라졌는데 프로그램은 아직 실행 중입니다. 파일로는 무엇인지 확인할 수 없습니다.',
  'processes.risk.name-mimicry.title': '이름이 “{{model}}”을(를) 흉내 냄',
  'processes.risk.name-mimicry.kernel':
    '{{name}}은(는) 커널 스레드 같은 이름을 쓰지만 일반 프로그램입니다. 숨으려는 프로그램만 그렇게 합니다.',
  'processes.risk.name-mimicry.place':
    '{{name}}은(는) 시스템 프로그램의 이름을 쓰지만 그 프로그램이 설치된 위치에서 실행되지 않습니다.',
  'processes.risk.name-mimicry.spelling':
    '{{name}}은(는) {{model}}과(와) 눈에 띄지 않는 글자 하나만 다르고, 어떤 패키지에도 속하지 않습니다.',
  'processes.risk.unpackaged-binary.title': '어느 패키지에도 속하지 않음',
  'processes.risk.unpackaged-binary.strange':
    '{{path}} 파일은 패키지만 파일을 두는 곳에 있지만 어느 패키지에도 없습니다. 누군가 직접 넣은 것입니다.',
  'processes.risk.unpackaged-binary.own': '{{path}} 파일은 패키지 없이 설치되어 업데이트가 저절로 적용되지 않습니다.',
  'processes.risk.writable-by-others.title': '다른 사용자가 프로그램을 바꿔치기할 수 있음',
  'processes.risk.writable-by-others.file': '이 장비의 누구나 {{path}} 파일을 고쳐 무엇이 실행될지 정할 수 있습니다.',
  'processes.risk.writable-by-others.folder':
    '{{path}} 경로에 누구나 쓸 수 있는 폴더가 있어 아무나 다른 파일로 바꿀 수 있습니다.',
  'processes.risk.writable-by-others.owner':
    'root로 실행되지만 {{path}} 파일은 다른 사용자의 것이어서 그 사용자가 root가 실행할 것을 바꿀 수 있습니다.',
  'processes.risk.extra-capabilities.title': '특별 권한이 있음',
  'processes.risk.extra-capabilities.expected': '필요한 권한만 가진 시스템 프로그램입니다: {{names}}.',
  'processes.risk.extra-capabilities.some': '실행 사용자보다 더 많은 일을 할 수 있습니다: {{names}}.',
  'processes.risk.extra-capabilities.powerful': '이 권한이면 root나 다름없습니다: {{names}}.',
  'processes.risk.extra-capabilities.container': '이 권한이면 컨테이너를 벗어날 수 있습니다: {{names}}.',
  'processes.risk.dials-out.title': '{{address}} 주소와 통신 중',
  'processes.risk.dials-out.mining':
    '채굴 풀이 쓰는 {{port}} 포트로 {{address}} 주소와 통신합니다. 누군가 이 장비로 돈을 벌고 있을 수 있습니다.',
  'processes.risk.dials-out.tor':
    '누가 누구와 통신하는지 숨기는 Tor 네트워크가 쓰는 {{port}} 포트로 {{address}} 주소와 통신합니다.',
  'processes.risk.dials-out.control':
    '침입자의 원격 조종 도구가 기본으로 쓰는 {{port}} 포트로 {{address}} 주소와 통신합니다.',
  'processes.risk.dials-out.unknown':
    '알 수 없는 프로그램이 이 네트워크 밖의 {{address}} 주소와 {{port}} 포트로 통신합니다. 용도를 확인하십시오.',
  'processes.evidence.user': '실행 사용자',
  'processes.evidence.memory': '메모리',
  'processes.evidence.listens': '수신 주소',
  'processes.evidence.usual-owners': '보통 쓰는 프로그램',
  'processes.evidence.path': '파일',
  'processes.evidence.name': '이름',
  'processes.evidence.permissions': '변경 권한',
  'processes.evidence.capabilities': '권한',
  'processes.evidence.talks': '통신 상대',
  'processes.evidence.pid': '프로세스',
  'processes.rule.public-port.title': '{{name}}이(가) {{port}} 포트를 네트워크에 열어 둠',
  'processes.rule.public-port.why':
    '다른 장비가 {{address}} 주소로 접속할 수 있으며, 평소와 다른 프로그램이 포트를 쓰거나 서비스가 스스로를 보호하지 않습니다.',
  'processes.rule.public-port.next': '프로세스 살펴보기',
  'processes.rule.system-port.title': '알 수 없는 프로그램 {{name}}이(가) 시스템 포트 {{port}}을(를) 열어 둠',
  'processes.rule.system-port.why':
    '1024 미만 포트를 열려면 모든 권한이 필요한데, 이 프로그램에 대해 알려진 것이 없습니다.',
  'processes.rule.system-port.next': '프로세스 살펴보기',
  'processes.rule.suspicious-path.title': '{{name}}이(가) {{path}}에서 실행 중',
  'processes.rule.suspicious-path.why':
    '임시 폴더나 숨김 폴더에는 프로그램을 설치하지 않습니다. 침입자가 프로그램을 시작하는 곳입니다.',
  'processes.rule.suspicious-path.next': '프로세스 살펴보기',
  'processes.rule.deleted-executable.title': '{{name}}이(가) 삭제된 파일로 실행 중',
  'processes.rule.deleted-executable.why':
    '{{path}} 파일은 디스크에 없었거나 임시 폴더에서 삭제되었습니다. 숨으려는 프로그램이 그렇게 합니다.',
  'processes.rule.deleted-executable.next': '프로세스 살펴보기',
  'processes.rule.name-mimicry.title': '{{name}}이(가) {{model}} 행세를 함',
  'processes.rule.name-mimicry.why': '눈에 띄지 않도록 지은 이름이며 그 이름의 프로그램이 아닙니다.',
  'processes.rule.name-mimicry.next': '프로세스 살펴보기',
  'processes.rule.writable-by-others.title': '누구나 {{name}} 프로그램을 바꿔치기할 수 있음',
  'processes.rule.writable-by-others.why':
    '{{path}} 파일이나 그 경로의 폴더를 이 장비의 모든 사용자가 바꿀 수 있습니다.',
  'processes.rule.writable-by-others.next': '프로세스 살펴보기',
  'processes.rule.extra-capabilities.title': '알 수 없는 프로그램 {{name}}의 권한이 root와 같음',
  'processes.rule.extra-capabilities.why': 'root가 아니면서 {{names}} 권한을 받았고, 알려진 것이 없습니다.',
  'processes.rule.extra-capabilities.next': '프로세스 살펴보기',
  'processes.rule.dials-out.title': '{{name}}이(가) {{address}} 주소의 {{port}} 포트와 통신 중',
  'processes.rule.dials-out.why':
    '채굴 풀, Tor 네트워크 또는 원격 조종 도구가 응답하는 곳이며, 이 프로그램에 대해 알려진 것이 없습니다.',
  'processes.rule.dials-out.next': '프로세스 살펴보기',
  'processes.port-why.web': '웹 페이지와 API입니다. 접속하라고 여는 것이므로 최신 상태와 TLS를 유지하십시오.',
  'processes.port-why.database': '데이터베이스입니다. 이를 쓰는 애플리케이션만 접속할 수 있어야 합니다.',
  'processes.port-why.plain-database':
    '데이터가 그대로 드러납니다. 설치 기본값으로는 아무나 들여보내거나 모든 것을 암호화 없이 보냅니다.',
  'processes.port-why.remote': '관리자가 들어오는 통로입니다. 접속할 수 있는 곳을 제한하고 키를 쓰십시오.',
  'processes.port-why.plain-remote': '암호화나 비밀번호 없는 원격 조종입니다. 접속만 하면 들어올 수 있습니다.',
  'processes.port-why.debug': '디버거입니다. 보내는 코드를 무엇이든 실행합니다.',
  'processes.port-why.files': '파일을 공유합니다. 어떤 파일을 누구와 공유하는지 확인하십시오.',
  'processes.port-why.mail': '메일입니다. 아무나 쓸 수 있게 열어 두면 곧 스팸에 쓰입니다.',
  'processes.port-why.naming': '이름과 주소를 알려 줍니다. 모두에게 열어 두면 남을 공격하는 데 쓰일 수 있습니다.',
  'processes.port-why.network': '장비끼리 찾고 설정하는 기능입니다. 내부 네트워크에만 있어야 합니다.',
  'processes.port-why.monitoring': '이 장비의 수치와 로그입니다. 침입자에게도 쓸모가 있습니다.',
  'processes.port-why.queue': '프로그램 사이의 메시지입니다. 접속하면 읽거나 보낼 수 있습니다.',
  'processes.port-why.proxy': '트래픽을 대신 전달합니다. 모두에게 열면 남이 여러분의 이름으로 나갑니다.',
  'processes.port-why.vpn': '키를 가진 사람이 네트워크로 들어오는 통로입니다.',
  'processes.port-why.directory': '계정과 비밀번호를 다룹니다. 내부 네트워크에만 있어야 합니다.',
  'processes.port-why.printing': '프린터입니다. 다른 네트워크에서 쓸 일은 드뭅니다.',
  'processes.port-why.voice': '통화, 채팅, 영상입니다. 최신 상태를 유지하고 낯선 접속을 살피십시오.',
} as const
