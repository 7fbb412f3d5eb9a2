export const ru = {
  'findings.error.unknown-person':
    'Назначить {{name}} нельзя: такого пользователя нет, или его учётная запись отключена.',
  'findings.error.unknown-host': 'Хоста {{host}} нет.',
  'findings.setting.historyDays': 'Сколько дней хранить закрытые находки и их историю',
  'findings.metric.open': 'Находки, требующие внимания',
  'findings.metric.quiet': 'Находки, сейчас не требующие внимания',
  'findings.metric.raised': 'Возникшие находки',
  'findings.metric.cleared': 'Закрытые находки',
  'findings.ui.none': 'Ничто не требует внимания.',
  'findings.ui.needed_one': '{{count}} находка требует внимания.',
  'findings.ui.needed_few': '{{count}} находки требуют внимания.',
  'findings.ui.needed_many': '{{count}} находок требуют внимания.',
  'findings.ui.needed_other': '{{count}} находки требуют внимания.',
  'findings.ui.quiet_one':
    '{{count}} не беспокоит: заглушено {{muted}}, ожидаемо {{expected}}, на обслуживании {{maintenance}}, объяснено другой {{folded}}. Всё покажет --all.',
  'findings.ui.quiet_few':
    '{{count}} не беспокоят: заглушено {{muted}}, ожидаемо {{expected}}, на обслуживании {{maintenance}}, объяснено другой {{folded}}. Всё покажет --all.',
  'findings.ui.quiet_many':
    '{{count}} не беспокоят: заглушено {{muted}}, ожидаемо {{expected}}, на обслуживании {{maintenance}}, объяснено другой {{folded}}. Всё покажет --all.',
  'findings.ui.quiet_other':
    '{{count}} не беспокоят: заглушено {{muted}}, ожидаемо {{expected}}, на обслуживании {{maintenance}}, объяснено другой {{folded}}. Всё покажет --all.',
  'findings.ui.severity.info': 'к сведению',
  'findings.ui.severity.caution': 'внимание',
  'findings.ui.severity.danger': 'опасно',
  'findings.ui.where': '{{host}} · {{ageMs, duration}} · {{id}}',
  'findings.ui.next': 'Дальше: {{next}}',
  'findings.ui.usual': 'обычно {{low}}–{{high}}',
  'findings.ui.since': 'с {{sinceMs, datetime}}',
  'findings.ui.history': '{{atMs, datetime}}  {{done}}',
  'findings.ui.history-by': '{{atMs, datetime}}  {{name}}: {{done}}',
  'findings.ui.mark.owner': 'Ответственный: {{name}}',
  'findings.ui.mark.acknowledged': '{{name}} в курсе; если станет хуже, находка снова даст о себе знать.',
  'findings.ui.mark.muted': 'Заглушено до {{untilMs, datetime}}, {{name}}: {{reason}}',
  'findings.ui.mark.expected': 'Здесь это ожидаемо, {{name}}: {{reason}}',
  'findings.ui.mark.maintenance': 'Идёт обслуживание: {{reason}}',
  'findings.ui.mark.folded': 'Причина: {{cause}}',
  'findings.ui.mark.cleared': 'Закрыто {{atMs, datetime}}, длилось {{lastedMs, duration}}.',
} as const
