import { automationWords } from '../automation/texts/automation-ru.ts'
import { windowsWords } from '../collect/texts/windows-ru.ts'
import { explainWords } from '../explain/texts/explain-ru.ts'
import { policyWords } from '../policy/texts/policy-ru.ts'
import { portWords } from '../rules/texts/ports-ru.ts'
import { riskWords } from '../rules/texts/risks-ru.ts'
import { stopWords } from '../stop/texts/stop-ru.ts'

export const ru = {
  'processes.search.process': 'PID {{pid}}, пользователь {{user}}, {{host}}',
  'processes.watched.silent': 'Списка процессов нет с {{lastSeenMs, datetime}}',
  'processes.watched.danger_one': '{{count}} процесс похож на опасный',
  'processes.watched.danger_few': '{{count}} процесса похожи на опасные',
  'processes.watched.danger_many': '{{count}} процессов похожи на опасные',
  'processes.watched.danger_other': '{{count}} процесса похожи на опасные',
  'processes.watched.good_one': '{{count}} процесс, опасных нет',
  'processes.watched.good_few': '{{count}} процесса, опасных нет',
  'processes.watched.good_many': '{{count}} процессов, опасных нет',
  'processes.watched.good_other': '{{count}} процесса, опасных нет',
  'processes.cli.head':
    'Процессов: {{total}}, опасных: {{danger}}, стоит посмотреть: {{caution}}; потоки ядра ({{kernel}}) не показаны',
  'processes.cli.more-ports': '{{first}} и ещё {{count, number}}',
  'processes.cli.unseen': 'Чего не видно и у скольких процессов:',
  'processes.error.not-found': 'Процесса {{pid}} нет. Возможно, он уже завершился.',
  'processes.error.identity-changed': 'PID {{pid}} теперь у другого процесса. Ничего не сделано.',
  'processes.error.range-invalid': 'С {{fromMs}} по {{toMs}} — не промежуток длиной до суток.',
  'processes.error.command-unknown': 'Команды vedette processes {{word}} нет. Смотрите vedette processes --help.',
  'processes.error.pid-wanted': 'Нужен один PID из списка vedette processes: vedette {{command}} PID.',
  'processes.error.request-invalid': 'Агента спросили {{method}} в незнакомой ему форме.',
  'processes.error.system-unsupported': 'На {{system}} процессы пока не читаются.',
  'processes.error.plan-changed': 'С тех пор как показан план, всё изменилось. Посмотрите новый план.',
  'processes.error.confirmation-missing': 'Для подтверждения введите {{text}}.',
  'processes.error.evidence-unknown': 'Материалов {{id}} нет.',
  'processes.error.evidence-failed': 'Сохранить материалы не удалось: {{reason}}. Процесс не остановлен.',
  'processes.action.stop': 'остановка: {{target}}',
  'processes.action.stop-plan': 'план остановки: {{target}}',
  'processes.action.evidence': 'получены материалы: {{target}}',
  'processes.metric.total': 'Процессы',
  'processes.metric.look.duration': 'Время осмотра всех процессов',
  'processes.metric.stopped': 'Запросы на остановку',
  'processes.setting.everyMs': 'Как часто смотреть на процессы, пока никто не следит',
  'processes.setting.watchedEveryMs': 'Как часто смотреть на процессы, пока кто-то следит',
  'processes.setting.stopWaitMs': 'Сколько ждать после просьбы остановиться, прежде чем остановить принудительно',
  'processes.setting.evidenceMegabytes': 'Наибольшая копия программы в материалах',
  'processes.setting.evidenceKept': 'Сколько комплектов материалов хранить',
  'processes.setting.mongodbUrl': 'MongoDB, где хранятся правила',
  'processes.setting.mongodbDatabase': 'Имя её базы данных',
  'processes.setting.procRoot': 'Где смонтирован /proc наблюдаемой машины',
  'processes.setting.etcRoot': 'Где смонтирован /etc наблюдаемой машины',
  'processes.setting.runRoot': 'Где смонтирован /run наблюдаемой машины',
  'processes.setting.filesRoot': 'Что ставится перед путями юнитов и базы пакетов',
  ...automationWords,
  ...windowsWords,
  ...explainWords,
  ...riskWords,
  ...portWords,
  ...policyWords,
  ...stopWords,
} as const
