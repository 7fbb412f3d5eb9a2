import { automationWords } from '../automation/texts/automation-ko.ts'
import { windowsWords } from '../collect/texts/windows-ko.ts'
import { explainWords } from '../explain/texts/explain-ko.ts'
import { policyWords } from '../policy/texts/policy-ko.ts'
import { portWords } from '../rules/texts/ports-ko.ts'
import { riskWords } from '../rules/texts/risks-ko.ts'
import { stopWords } from '../stop/texts/stop-ko.ts'

export const ko = {
  'processes.search.process': '{{host}}, {{user}}의 PID {{pid}}',
  'processes.watched.silent': '{{lastSeenMs, datetime}} 이후 프로세스 목록이 오지 않습니다',
  'processes.watched.danger_other': '위험해 보이는 프로세스 {{count}}개',
  'processes.watched.good_other': '프로세스 {{count}}개, 위험한 것은 없습니다',
  'processes.cli.head':
    '프로세스 {{total}}개: 위험 {{danger}}개, 확인 필요 {{caution}}개. 커널 스레드 {{kernel}}개는 뺐습니다',
  'processes.cli.more-ports': '{{first}} 외 {{count, number}}개',
  'processes.cli.unseen': '보지 못한 것과 해당 프로세스 수:',
  'processes.error.not-found': '{{pid}}번 프로세스가 없습니다. 이미 끝났을 수 있습니다.',
  'processes.error.identity-changed': 'PID {{pid}}은(는) 이제 다른 프로세스의 것입니다. 아무것도 하지 않았습니다.',
  'processes.error.range-invalid': '{{fromMs}}부터 {{toMs}}까지는 하루 이내의 범위가 아닙니다.',
  'processes.error.command-unknown': 'vedette processes {{word}} 명령은 없습니다. vedette processes --help를 보십시오.',
  'processes.error.pid-wanted': 'vedette processes 목록에 나오는 PID 하나를 적어 주십시오: vedette {{command}} PID.',
  'processes.error.request-invalid': '에이전트가 알지 못하는 형식으로 {{method}} 요청을 받았습니다.',
  'processes.error.system-unsupported': '{{system}}에서는 아직 프로세스를 읽을 수 없습니다.',
  'processes.error.plan-changed': '계획을 보여 드린 뒤 상황이 바뀌었습니다. 새 계획을 확인하십시오.',
  'processes.error.confirmation-missing': '확인하려면 {{text}}을(를) 입력하십시오.',
  'processes.error.evidence-unknown': '{{id}} 증거가 없습니다.',
  'processes.error.evidence-failed': '증거를 남기지 못했습니다: {{reason}}. 프로세스를 멈추지 않았습니다.',
  'processes.action.stop': '{{target}}을(를) 멈췄습니다',
  'processes.action.stop-plan': '{{target}}을(를) 멈추면 어떻게 되는지 확인했습니다',
  'processes.action.evidence': '{{target}}의 증거를 받았습니다',
  'processes.metric.total': '프로세스',
  'processes.metric.look.duration': '모든 프로세스를 살피는 시간',
  'processes.metric.stopped': '멈추기 요청',
  'processes.setting.everyMs': '아무도 보지 않을 때 프로세스를 살피는 간격',
  'processes.setting.watchedEveryMs': '누군가 볼 때 프로세스를 살피는 간격',
  'processes.setting.stopWaitMs': '멈추라고 요청한 뒤 강제로 멈추기까지 기다리는 시간',
  'processes.setting.evidenceMegabytes': '증거로 남기는 실행 파일 사본의 최대 크기',
  'processes.setting.evidenceKept': '보관하는 증거 묶음 수',
  'processes.setting.mongodbUrl': '정책을 보관하는 MongoDB',
  'processes.setting.mongodbDatabase': '그 데이터베이스의 이름',
  'processes.setting.procRoot': '감시하는 장비의 /proc 위치',
  'processes.setting.etcRoot': '감시하는 장비의 /etc 위치',
  'processes.setting.runRoot': '감시하는 장비의 /run 위치',
  'processes.setting.filesRoot': '유닛 파일과 패키지 데이터베이스 경로 앞에 붙는 위치',
  ...automationWords,
  ...windowsWords,
  ...explainWords,
  ...riskWords,
  ...portWords,
  ...policyWords,
  ...stopWords,
} as const
