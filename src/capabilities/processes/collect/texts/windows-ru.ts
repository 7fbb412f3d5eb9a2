/** То, что есть только в Windows. */
export const windowsWords = {
  'processes.error.windows-silent':
    'Windows не сообщила, какие процессы работают: PowerShell и wmic ничего не ответили. Проверьте, запускаются ли они от имени учётной записи Vedette.',
  'processes.limit.windows':
    'Windows этого не сообщает. Запустите Vedette от имени администратора, которому разрешён PowerShell.',
  'processes.stop.refusal.kernel-process': '{{name}} (PID {{pid}}) — ядро Windows.',
  'processes.stop.refusal.no-start':
    'Windows не сообщает, когда запущен {{name}}, поэтому PID {{pid}} уже может принадлежать другому процессу.',
  'processes.stop.refusal.session-zero': '{{name}} работает в сеансе 0, где Windows держит свои службы.',
  'processes.stop.refusal.system-account': '{{name}} работает от имени {{user}} — учётной записи самой Windows.',
  'processes.stop.refusal.core-program': 'Без {{name}} завершится сеанс или вся система.',
} as const
