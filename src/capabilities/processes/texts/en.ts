import { automationWords } from '../automation/texts/automation-en.ts'
import { windowsWords } from '../collect/texts/windows-en.ts'
import { explainWords } from '../explain/texts/explain-en.ts'
import { policyWords } from '../policy/texts/policy-en.ts'
import { portWords } from '../rules/texts/ports-en.ts'
import { riskWords } from '../rules/texts/risks-en.ts'
import { stopWords } from '../stop/texts/stop-en.ts'

export const en = {
  'processes.search.process': 'PID {{pid}} of {{user}} on {{host}}',
  'processes.watched.silent': 'No list of processes since {{lastSeenMs, datetime}}',
  'processes.watched.danger_one': '{{count}} process looks dangerous',
  'processes.watched.danger_other': '{{count}} processes look dangerous',
  'processes.watched.good_one': '{{count}} process, none dangerous',
  'processes.watched.good_other': '{{count}} processes, none dangerous',
  'processes.cli.head':
    '{{total}} processes: {{danger}} dangerous, {{caution}} to look at; {{kernel}} threads of the kernel left out',
  'processes.cli.more-ports': '{{first}} and {{count, number}} more',
  'processes.cli.unseen': 'Not seen, and of how many processes:',
  'processes.error.not-found': 'There is no process {{pid}} (any more).',
  'processes.error.identity-changed': 'PID {{pid}} now belongs to another process. Nothing was done.',
  'processes.error.range-invalid': 'From {{fromMs}} to {{toMs}} is no range of at most a day.',
  'processes.error.command-unknown': 'There is no command vedette processes {{word}}. See vedette processes --help.',
  'processes.error.pid-wanted': 'One PID is wanted, as vedette processes lists it: vedette {{command}} PID.',
  'processes.error.request-invalid': 'The agent was asked {{method}} in a form it does not know.',
  'processes.error.system-unsupported': 'Processes cannot be read on {{system}} yet.',
  'processes.error.plan-changed': 'Things have changed since the plan was shown. Look at the new plan.',
  'processes.error.confirmation-missing': 'Type {{text}} to confirm.',
  'processes.error.evidence-unknown': 'There is no evidence {{id}}.',
  'processes.error.evidence-failed': 'The evidence could not be kept: {{reason}}. The process was not stopped.',
  'processes.action.stop': 'stopped {{target}}',
  'processes.action.stop-plan': 'looked at what stopping {{target}} would do',
  'processes.action.evidence': 'fetched evidence of {{target}}',
  'processes.metric.total': 'Processes',
  'processes.metric.look.duration': 'Time to look at all processes',
  'processes.metric.stopped': 'Stops asked for',
  'processes.setting.everyMs': 'Time between two looks at all processes while nobody watches',
  'processes.setting.watchedEveryMs': 'Time between two looks at all processes while somebody watches',
  'processes.setting.stopWaitMs': 'How long a process asked to stop may take before it is stopped hard',
  'processes.setting.evidenceMegabytes': 'Largest copy of an executable kept as evidence',
  'processes.setting.evidenceKept': 'How many bundles of evidence are kept',
  'processes.setting.mongodbUrl': 'MongoDB that keeps the policies',
  'processes.setting.mongodbDatabase': 'Name of its database',
  'processes.setting.procRoot': 'Where /proc of the watched machine is mounted',
  'processes.setting.etcRoot': 'Where /etc of the watched machine is mounted',
  'processes.setting.runRoot': 'Where /run of the watched machine is mounted',
  'processes.setting.filesRoot': 'Put before paths of unit files and of the package database',
  ...automationWords,
  ...windowsWords,
  ...explainWords,
  ...riskWords,
  ...portWords,
  ...policyWords,
  ...stopWords,
} as const
