/** Windows에만 있는 문장입니다. */
export const windowsWords = {
  'processes.error.windows-silent':
    'Windows가 실행 중인 프로세스를 알려 주지 않았습니다. PowerShell과 wmic이 모두 아무 답도 하지 않았습니다. Vedette를 실행하는 계정에서 둘이 시작되는지 확인하십시오.',
  'processes.limit.windows':
    'Windows가 알려 주지 않습니다. PowerShell을 쓸 수 있는 관리자 계정으로 Vedette를 실행하십시오.',
  'processes.stop.refusal.kernel-process': '{{name}}(PID {{pid}})은(는) Windows의 커널입니다.',
  'processes.stop.refusal.no-start':
    'Windows가 {{name}}의 시작 시각을 알려 주지 않아, PID {{pid}}이(가) 이미 다른 프로세스의 것일 수 있습니다.',
  'processes.stop.refusal.session-zero': '{{name}}은(는) Windows가 서비스를 두는 세션 0에서 실행됩니다.',
  'processes.stop.refusal.system-account': '{{name}}은(는) Windows 자체의 계정인 {{user}}(으)로 실행됩니다.',
  'processes.stop.refusal.core-program': '{{name}}이(가) 없으면 세션이나 컴퓨터 전체가 끝납니다.',
} as const
