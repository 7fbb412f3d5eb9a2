/** What stopping a process says. */
export const stopWords = {
  'processes.stop.summary': 'Stop {{name}} (PID {{pid}}) of {{user}}',
  'processes.stop.step.evidence': 'Keep proof of {{name}} first: its program, files, connections and parents',
  'processes.stop.step.soft': 'Ask {{name}} (PID {{pid}}) to end (SIGTERM)',
  'processes.stop.step.wait': 'Wait up to {{waitMs, duration}}, and check that the PID still is the same process',
  'processes.stop.step.hard': 'If it is still there: stop {{name}} (PID {{pid}}) hard (SIGKILL)',
  'processes.stop.refusal.kernel': '{{name}} is a thread of the kernel and cannot be stopped.',
  'processes.stop.refusal.first': 'PID {{pid}} holds the whole machine up.',
  'processes.stop.refusal.own': '{{name}} is Vedette itself, or what started it.',
  'processes.stop.refusal.zombie': '{{name}} has ended already; its parent has yet to take note.',
  'processes.stop.refusal.container':
    '{{name}} belongs to the {{engine}} container {{id}}: stop the container instead.',
  'processes.stop.refusal.unit':
    '{{name}} belongs to {{unit}} and would be missed or started again: use `systemctl stop {{unit}}` instead.',
  'processes.stop.refusal.user-unit':
    '{{name}} belongs to the user’s {{unit}}: use `systemctl --user stop {{unit}}` instead.',
  'processes.stop.refusal.systemd': '{{name}} is a part of systemd.',
  'processes.stop.refusal.system': '{{name}} is part of the operating system.',
  'processes.stop.refusal.policy': 'The policy for {{name}} says it is not to be stopped.',
  'processes.stop.refusal.root': '{{name}} runs as {{user}} and nothing says that it is dangerous.',
  'processes.stop.refusal.daemon': '{{name}} runs in the background for the system account {{user}}.',
  'processes.stop.refusal.background':
    '{{name}} of {{user}} runs in the background: no terminal, no desktop, not from home. It may be a service.',
  'processes.stop.refusal.automation': '{{name}} may be stopped by a person only.',
  'processes.stop.refusal.automation-unknown':
    'Nothing is known of {{name}}: only a person may stop it, after typing its name.',
  'processes.stop.refusal.automation-policies': 'Policies cannot be read right now: only an admin may stop {{name}}.',
  'processes.stop.refusal.policies':
    'Policies cannot be read right now: only an admin may stop {{name}}, after typing its name.',
  'processes.stop.refusal.admin': 'Only an admin may stop {{name}}.',
  'processes.stop.refusal.role': 'Stopping takes the role of operator.',
  'processes.stop.outcome.soft': 'PID {{pid}} ended by itself when asked.',
  'processes.stop.outcome.hard': 'PID {{pid}} did not end within {{waitMs, duration}} and was stopped hard.',
  'processes.stop.outcome.came-back':
    'PID {{pid}} ended, and {{name}} runs again as PID {{newPid}}: something starts it again.',
  'processes.stop.outcome.not-found': 'PID {{pid}} had already ended.',
  'processes.stop.outcome.identity-changed': 'PID {{pid}} now belongs to another process. It was not touched.',
  'processes.stop.outcome.program-changed':
    'PID {{pid}} has turned into another program, {{name}}. It was not touched: look at the new plan.',
  'processes.stop.outcome.not-typed': 'Type {{name}} to confirm.',
  'processes.stop.outcome.signal':
    'PID {{pid}} could not be told to end ({{code}}). Vedette may lack the right: run it as root, or give it CAP_KILL.',
  'processes.stop.outcome.stays':
    'PID {{pid}} is still there: it waits for a disk or network and ends when that answers.',
  'processes.stop.cli.plan': 'What would be done:',
  'processes.stop.cli.breaks': 'What breaks:',
  'processes.stop.cli.refused': 'It is refused:',
  'processes.stop.cli.confirm': 'Add --confirm {{name}} to go on.',
  'processes.stop.cli.evidence': 'Evidence kept: {{path}}',
} as const
