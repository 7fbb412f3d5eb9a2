/** Policies that act by themselves, in Russian. */
export const automationWords = {
  'processes.error.automation-unknown': 'Автоматического правила {{id}} нет.',
  'processes.error.automation-empty':
    'Нужно указать имя, оценку, признак или предел: иначе правило касалось бы всех процессов.',
  'processes.error.automation-not-rehearsed':
    'Останавливать процессы можно после записанного пробного режима на одном из узлов. Нужно дней: {{needed}}, записано: {{days}}. Ничего не изменено.',
  'processes.action.automation-add': 'добавлено автоматическое правило: {{target}}',
  'processes.action.automation-edit': 'изменено автоматическое правило {{target}}',
  'processes.action.automation-mode': 'изменён режим автоматического правила {{target}}',
  'processes.action.automation-delete': 'удалено автоматическое правило {{target}}',
  'processes.action.automation-switch': 'общий выключатель автоматических правил: {{target}}',
  'processes.action.automation-notify': 'автоматическое правило сообщило: {{target}}',
  'processes.action.automation-dry-run': 'пробный режим: какой была бы остановка {{target}}',
  'processes.metric.automation.runs': 'Что сделали автоматические правила',
  'processes.setting.automationStopsPerHour': 'Сколько процессов автоматические правила могут остановить за час',
  'processes.rule.automation-acted.title': 'Правило «{{policy}}» сработало: {{name}}',
  'processes.rule.automation-acted.why':
    'Условие выполнялось достаточно долго, и правило сработало без участия человека. Итог показан ниже и виден сутки.',
  'processes.rule.automation-acted.next': 'Посмотреть процессы',
  'processes.rule.automation-noticed.title': '{{name}} подходит под правило «{{policy}}»',
  'processes.rule.automation-noticed.why':
    'Условие выполнялось без перерыва столько, сколько задано в правиле. Ничего не сделано.',
  'processes.rule.automation-noticed.next': 'Посмотреть процесс',
  'processes.rule.automation-would-have.title': 'Пробный режим: правило «{{policy}}» сработало бы для {{name}}',
  'processes.rule.automation-would-have.why':
    'Ничего не сделано. Прежде чем включать правило, проверьте, этого ли вы хотите. Запись видна сутки.',
  'processes.rule.automation-would-have.next': 'Посмотреть процесс',
  'processes.automation.did.notified': 'Правило «{{policy}}» сообщило о {{name}} (PID {{pid}})',
  'processes.automation.did.stopped': 'Правило «{{policy}}» остановило {{name}} (PID {{pid}})',
  'processes.automation.did.refused': 'Правилу «{{policy}}» не разрешено остановить {{name}} (PID {{pid}})',
  'processes.automation.did.limited':
    'Правило «{{policy}}» не тронуло {{name}} (PID {{pid}}): предел остановок за час исчерпан',
  'processes.automation.did.failed': 'Правилу «{{policy}}» не удалось остановить {{name}} (PID {{pid}})',
  'processes.automation.would.notified': 'Правило «{{policy}}» сообщило бы о {{name}} (PID {{pid}})',
  'processes.automation.would.stopped': 'Правило «{{policy}}» остановило бы {{name}} (PID {{pid}})',
  'processes.automation.would.refused': 'Правилу «{{policy}}» не разрешили бы остановить {{name}} (PID {{pid}})',
  'processes.automation.would.limited':
    'Правило «{{policy}}» не тронуло бы {{name}} (PID {{pid}}): предел остановок за час был бы исчерпан',
  'processes.automation.would.failed': 'Правилу «{{policy}}» не удалось посмотреть на {{name}} (PID {{pid}})',
} as const
