/** What stopping a process says. */
export const stopWords = {
  'processes.stop.summary': '{{user}}의 {{name}} (PID {{pid}}) 멈추기',
  'processes.stop.step.evidence': '먼저 {{name}}의 증거를 남깁니다: 프로그램, 파일, 연결, 부모 프로세스',
  'processes.stop.step.soft': '{{name}} (PID {{pid}})에 끝내도록 요청합니다(SIGTERM)',
  'processes.stop.step.wait': '최대 {{waitMs, duration}} 기다린 뒤 PID가 같은 프로세스인지 다시 확인합니다',
  'processes.stop.step.hard': '그래도 남아 있으면 {{name}} (PID {{pid}})을(를) 강제로 멈춥니다(SIGKILL)',
  'processes.stop.refusal.kernel': '{{name}}은(는) 커널 스레드라 멈출 수 없습니다.',
  'processes.stop.refusal.first': 'PID {{pid}}은(는) 장비 전체를 떠받칩니다.',
  'processes.stop.refusal.own': '{{name}}은(는) Vedette 자신이거나 Vedette를 시작한 프로세스입니다.',
  'processes.stop.refusal.zombie': '{{name}}은(는) 이미 끝났고 부모가 아직 확인하지 않았을 뿐입니다.',
  'processes.stop.refusal.container':
    '{{name}}은(는) {{engine}} 컨테이너 {{id}}의 것입니다. 대신 컨테이너를 멈추십시오.',
  'processes.stop.refusal.unit':
    '{{name}}은(는) {{unit}}의 것이라 서비스가 깨지거나 다시 시작됩니다. 대신 `systemctl stop {{unit}}` 명령을 쓰십시오.',
  'processes.stop.refusal.user-unit':
    '{{name}}은(는) 사용자의 {{unit}}에 속합니다. 대신 `systemctl --user stop {{unit}}` 명령을 쓰십시오.',
  'processes.stop.refusal.systemd': '{{name}}은(는) systemd의 일부입니다.',
  'processes.stop.refusal.system': '{{name}}은(는) 운영 체제의 일부입니다.',
  'processes.stop.refusal.policy': '{{name}}에 대한 정책이 멈추지 못하게 되어 있습니다.',
  'processes.stop.refusal.root': '{{name}}은(는) {{user}} 권한으로 실행되며 위험하다는 근거가 없습니다.',
  'processes.stop.refusal.daemon': '{{name}}은(는) 시스템 계정 {{user}}(으)로 백그라운드에서 실행됩니다.',
  'processes.stop.refusal.background':
    '{{user}}의 {{name}}은(는) 터미널도 데스크톱도 홈 폴더도 아닌 백그라운드에서 실행됩니다. 서비스일 수 있습니다.',
  'processes.stop.refusal.automation': '{{name}}은(는) 사람만 멈출 수 있습니다.',
  'processes.stop.refusal.automation-unknown':
    '{{name}}에 대해 알려진 것이 없습니다. 사람이 이름을 직접 입력해야만 멈출 수 있습니다.',
  'processes.stop.refusal.automation-policies':
    '지금 정책을 읽을 수 없습니다. 관리자만 {{name}}을(를) 멈출 수 있습니다.',
  'processes.stop.refusal.policies':
    '지금 정책을 읽을 수 없습니다. 관리자가 이름을 입력해야만 {{name}}을(를) 멈출 수 있습니다.',
  'processes.stop.refusal.admin': '관리자만 {{name}}을(를) 멈출 수 있습니다.',
  'processes.stop.refusal.role': '멈추려면 운영자 역할이 필요합니다.',
  'processes.stop.outcome.soft': 'PID {{pid}}이(가) 요청을 받고 스스로 끝났습니다.',
  'processes.stop.outcome.hard': 'PID {{pid}}이(가) {{waitMs, duration}} 안에 끝나지 않아 강제로 멈췄습니다.',
  'processes.stop.outcome.came-back':
    'PID {{pid}}은(는) 끝났지만 {{name}}이(가) PID {{newPid}}(으)로 다시 실행 중입니다. 무언가가 다시 시작하고 있습니다.',
  'processes.stop.outcome.not-found': 'PID {{pid}}은(는) 이미 끝나 있었습니다.',
  'processes.stop.outcome.identity-changed': 'PID {{pid}}은(는) 이제 다른 프로세스의 것입니다. 건드리지 않았습니다.',
  'processes.stop.outcome.program-changed':
    'PID {{pid}}은(는) 그사이 다른 프로그램 {{name}}(으)로 바뀌었습니다. 건드리지 않았습니다. 새 계획을 확인하십시오.',
  'processes.stop.outcome.not-typed': '확인하려면 {{name}}을(를) 입력하십시오.',
  'processes.stop.outcome.signal':
    'PID {{pid}}에 끝내라고 알리지 못했습니다({{code}}). 권한이 없을 수 있으니 Vedette를 root로 실행하거나 CAP_KILL 권한을 주십시오.',
  'processes.stop.outcome.stays':
    'PID {{pid}}이(가) 아직 남아 있습니다. 디스크나 네트워크를 기다리는 중이며 응답이 오면 끝납니다.',
  'processes.stop.cli.plan': '할 일:',
  'processes.stop.cli.breaks': '영향:',
  'processes.stop.cli.refused': '거부된 이유:',
  'processes.stop.cli.confirm': '계속하려면 --confirm {{name}} 옵션을 붙이십시오.',
  'processes.stop.cli.evidence': '증거 보관 위치: {{path}}',
} as const
