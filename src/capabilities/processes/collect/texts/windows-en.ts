/** What is particular to Windows. */
export const windowsWords = {
  'processes.error.windows-silent':
    'Windows did not say which processes run: PowerShell and wmic both answered nothing. See whether they start for the account Vedette runs as.',
  'processes.limit.windows': 'Not told by Windows. Run Vedette as an administrator, with PowerShell allowed.',
  'processes.stop.refusal.kernel-process': '{{name}} (PID {{pid}}) is the kernel of Windows.',
  'processes.stop.refusal.no-start':
    'Windows does not say when {{name}} started, so PID {{pid}} might belong to another process by now.',
  'processes.stop.refusal.session-zero': '{{name}} runs in session 0, where Windows keeps its services.',
  'processes.stop.refusal.system-account': '{{name}} runs as {{user}}, an account of Windows itself.',
  'processes.stop.refusal.core-program': 'Without {{name}} the session or the whole machine ends.',
} as const
