/** Policies that act by themselves, in Korean. */
export const automationWords = {
  'processes.error.automation-unknown': '자동 정책 {{id}}이(가) 없습니다.',
  'processes.error.automation-empty':
    '이름, 판정, 규칙, 한도 중 하나는 정해야 합니다. 그렇지 않으면 모든 프로세스가 대상이 됩니다.',
  'processes.error.automation-not-rehearsed':
    '한 호스트에서 {{needed}}일의 시험 운영이 기록되어야 프로세스를 멈출 수 있습니다. 지금까지 {{days}}일이 기록되었습니다. 바뀐 것은 없습니다.',
  'processes.action.automation-add': '자동 정책을 만들었습니다: {{target}}',
  'processes.action.automation-edit': '자동 정책 {{target}}을(를) 고쳤습니다',
  'processes.action.automation-mode': '자동 정책 {{target}}의 상태(켬, 끔, 시험 운영)를 바꿨습니다',
  'processes.action.automation-delete': '자동 정책 {{target}}을(를) 지웠습니다',
  'processes.action.automation-switch': '모든 자동 정책의 전체 스위치를 바꿨습니다: {{target}}',
  'processes.action.automation-notify': '자동 정책이 {{target}}을(를) 알렸습니다',
  'processes.action.automation-dry-run': '시험 운영: {{target}}을(를) 멈췄다면 어떻게 되었을지 기록했습니다',
  'processes.metric.automation.runs': '자동 정책이 한 일',
  'processes.setting.automationStopsPerHour': '자동 정책이 한 시간 안에 멈출 수 있는 프로세스 수',
  'processes.rule.automation-acted.title': '자동 정책 “{{policy}}”이(가) {{name}}에 대해 동작했습니다',
  'processes.rule.automation-acted.why':
    '조건이 정해진 시간 동안 이어져 사람에게 묻지 않고 동작했습니다. 결과는 아래에 있으며 하루 동안 표시됩니다.',
  'processes.rule.automation-acted.next': '프로세스 살펴보기',
  'processes.rule.automation-noticed.title': '{{name}}이(가) 자동 정책 “{{policy}}”의 조건에 맞습니다',
  'processes.rule.automation-noticed.why':
    '정책에 정해진 시간 동안 끊김 없이 조건에 맞았습니다. 아무것도 하지 않았습니다.',
  'processes.rule.automation-noticed.next': '프로세스 살펴보기',
  'processes.rule.automation-would-have.title': '시험 운영: “{{policy}}”이(가) {{name}}에 대해 동작했을 것입니다',
  'processes.rule.automation-would-have.why':
    '실제로는 아무것도 하지 않았습니다. 정책을 켜기 전에 원하는 동작인지 확인하십시오. 하루 동안 표시됩니다.',
  'processes.rule.automation-would-have.next': '프로세스 살펴보기',
  'processes.automation.did.notified': '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 알렸습니다',
  'processes.automation.did.stopped': '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 멈췄습니다',
  'processes.automation.did.refused':
    '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 멈추는 것은 허용되지 않았습니다',
  'processes.automation.did.limited':
    '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 그대로 두었습니다. 이번 한 시간의 한도를 다 썼습니다',
  'processes.automation.did.failed': '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 멈추지 못했습니다',
  'processes.automation.would.notified': '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 알렸을 것입니다',
  'processes.automation.would.stopped': '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 멈췄을 것입니다',
  'processes.automation.would.refused':
    '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 멈추는 것은 허용되지 않았을 것입니다',
  'processes.automation.would.limited':
    '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 그대로 두었을 것입니다. 이번 한 시간의 한도를 다 썼을 것입니다',
  'processes.automation.would.failed': '“{{policy}}” 정책이 {{name}} (PID {{pid}})을(를) 살펴보지 못했습니다',
} as const
