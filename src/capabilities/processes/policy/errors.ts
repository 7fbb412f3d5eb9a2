import { defineErrors } from '../../../core/errors.ts'

export const policyErrors = defineErrors({
  'processes.policy-unreachable': { status: 503, exit: 3 },
  'processes.policy-forbidden': { status: 403, exit: 3 },
  'processes.policy-settings': { status: 500, exit: 2 },
  'processes.policy-malformed': { status: 500 },
  'processes.policy-unknown': { status: 404, exit: 4 },
  'processes.policy-contradictory': { status: 400, exit: 2 },
  'processes.rule-unknown': { status: 404, exit: 4 },
  'processes.rule-empty': { status: 400, exit: 2 },
  'processes.rule-loosens': { status: 400, exit: 2 },
  'processes.import-unreadable': { status: 400, exit: 2 },
  'processes.import-row': { status: 400, exit: 2 },
  'processes.import-twice': { status: 400, exit: 2 },
})
