/** What stopping a process says. */
export const stopWords = {
  'processes.stop.summary': 'Остановить {{name}} (PID {{pid}}), пользователь {{user}}',
  'processes.stop.step.evidence': 'Сначала сохранить материалы о {{name}}: программу, файлы, соединения, родителей',
  'processes.stop.step.soft': 'Попросить {{name}} (PID {{pid}}) завершиться (SIGTERM)',
  'processes.stop.step.wait': 'Подождать до {{waitMs, duration}} и проверить, что PID всё ещё у того же процесса',
  'processes.stop.step.hard': 'Если она ещё работает, остановить {{name}} (PID {{pid}}) принудительно (SIGKILL)',
  'processes.stop.refusal.kernel': '{{name}} — поток ядра, его нельзя остановить.',
  'processes.stop.refusal.first': 'На PID {{pid}} держится вся машина.',
  'processes.stop.refusal.own': '{{name}} — это сам Vedette или то, что его запустило.',
  'processes.stop.refusal.zombie': '{{name}} уже завершилась; её родитель ещё не заметил этого.',
  'processes.stop.refusal.container': '{{name}} принадлежит контейнеру {{engine}} {{id}}: останавливайте контейнер.',
  'processes.stop.refusal.unit':
    '{{name}} принадлежит {{unit}}: служба сломается или запустит её снова. Лучше `systemctl stop {{unit}}`.',
  'processes.stop.refusal.user-unit':
    '{{name}} принадлежит {{unit}} пользователя: лучше `systemctl --user stop {{unit}}`.',
  'processes.stop.refusal.systemd': '{{name}} — часть systemd.',
  'processes.stop.refusal.system': '{{name}} — часть операционной системы.',
  'processes.stop.refusal.policy': 'По правилу для {{name}} останавливать её нельзя.',
  'processes.stop.refusal.root': '{{name}} работает от {{user}}, и ничто не говорит об опасности.',
  'processes.stop.refusal.daemon': '{{name}} работает в фоне от системной учётной записи {{user}}.',
  'processes.stop.refusal.background':
    '{{name}} пользователя {{user}} работает в фоне: не в терминале, не на рабочем столе и не из домашней папки. Возможно, это служба.',
  'processes.stop.refusal.automation': 'Остановить {{name}} может только человек.',
  'processes.stop.refusal.automation-unknown':
    'О {{name}} ничего не известно: остановить её может только человек, введя её имя.',
  'processes.stop.refusal.automation-policies':
    'Правила сейчас не прочитать: остановить {{name}} может только администратор.',
  'processes.stop.refusal.policies':
    'Правила сейчас не прочитать: остановить {{name}} может только администратор, введя её имя.',
  'processes.stop.refusal.admin': 'Остановить {{name}} может только администратор.',
  'processes.stop.refusal.role': 'Для остановки нужна роль оператора.',
  'processes.stop.outcome.soft': 'PID {{pid}} завершился сам по просьбе.',
  'processes.stop.outcome.hard': 'PID {{pid}} не завершился за {{waitMs, duration}} и остановлен принудительно.',
  'processes.stop.outcome.came-back':
    'PID {{pid}} завершился, но {{name}} снова работает как PID {{newPid}}: что-то запускает её заново.',
  'processes.stop.outcome.not-found': 'PID {{pid}} уже завершился.',
  'processes.stop.outcome.identity-changed': 'PID {{pid}} теперь у другого процесса. Его не трогали.',
  'processes.stop.outcome.program-changed':
    'PID {{pid}} тем временем стал другой программой, {{name}}. Её не тронули: посмотрите новый план.',
  'processes.stop.outcome.not-typed': 'Для подтверждения введите {{name}}.',
  'processes.stop.outcome.signal':
    'Не удалось сообщить PID {{pid}}, что пора завершаться ({{code}}). Возможно, нет прав: запустите Vedette от root или дайте CAP_KILL.',
  'processes.stop.outcome.stays': 'PID {{pid}} ещё здесь: он ждёт диск или сеть и завершится, когда те ответят.',
  'processes.stop.cli.plan': 'Что будет сделано:',
  'processes.stop.cli.breaks': 'Что сломается:',
  'processes.stop.cli.refused': 'Отказано:',
  'processes.stop.cli.confirm': 'Чтобы продолжить, добавьте --confirm {{name}}.',
  'processes.stop.cli.evidence': 'Материалы сохранены: {{path}}',
} as const
