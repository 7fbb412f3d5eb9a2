/** Policies that act by themselves, in English. */
export const automationWords = {
  'processes.error.automation-unknown': 'There is no policy {{id}}.',
  'processes.error.automation-empty':
    'A policy needs a name, a verdict, a rule or a limit: otherwise it would be about everything.',
  'processes.error.automation-not-rehearsed':
    'It may stop processes only after {{needed}} recorded days of dry run on a host; the record has {{days}}. Nothing was changed.',
  'processes.action.automation-add': 'wrote a policy that acts: {{target}}',
  'processes.action.automation-edit': 'edited the policy {{target}}',
  'processes.action.automation-mode': 'turned the policy {{target}} on, off or to dry run',
  'processes.action.automation-delete': 'deleted the policy {{target}}',
  'processes.action.automation-switch': 'switched all policies that act: {{target}}',
  'processes.action.automation-notify': 'reported {{target}} by policy',
  'processes.action.automation-dry-run': 'dry run: what stopping {{target}} would have been',
  'processes.metric.automation.runs': 'What policies did by themselves',
  'processes.setting.automationStopsPerHour': 'How many processes policies may stop by themselves in any hour',
  'processes.rule.automation-acted.title': 'The policy “{{policy}}” acted on {{name}}',
  'processes.rule.automation-acted.why':
    'It met the condition for long enough, and nobody was asked. What came of it is below; it is shown for a day.',
  'processes.rule.automation-acted.next': 'Look at the processes',
  'processes.rule.automation-noticed.title': '{{name}} meets the policy “{{policy}}”',
  'processes.rule.automation-noticed.why':
    'It has met the condition without a break for as long as the policy says. Nothing was done.',
  'processes.rule.automation-noticed.next': 'Look at the process',
  'processes.rule.automation-would-have.title': 'Dry run: “{{policy}}” would have acted on {{name}}',
  'processes.rule.automation-would-have.why':
    'Nothing was done. Check that this is what you want before the policy may act; it is shown for a day.',
  'processes.rule.automation-would-have.next': 'Look at the process',
  'processes.automation.did.notified': '“{{policy}}” reported {{name}} (PID {{pid}})',
  'processes.automation.did.stopped': '“{{policy}}” stopped {{name}} (PID {{pid}})',
  'processes.automation.did.refused': '“{{policy}}” was not allowed to stop {{name}} (PID {{pid}})',
  'processes.automation.did.limited': '“{{policy}}” left {{name}} (PID {{pid}}) alone: enough was stopped in this hour',
  'processes.automation.did.failed': '“{{policy}}” could not stop {{name}} (PID {{pid}})',
  'processes.automation.would.notified': '“{{policy}}” would have reported {{name}} (PID {{pid}})',
  'processes.automation.would.stopped': '“{{policy}}” would have stopped {{name}} (PID {{pid}})',
  'processes.automation.would.refused': '“{{policy}}” would not have been allowed to stop {{name}} (PID {{pid}})',
  'processes.automation.would.limited':
    '“{{policy}}” would have left {{name}} (PID {{pid}}) alone: enough would have been stopped in this hour',
  'processes.automation.would.failed': '“{{policy}}” could not look at {{name}} (PID {{pid}})',
} as const
