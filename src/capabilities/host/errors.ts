import { defineErrors } from '../../core/errors.ts'

export const hostErrors = defineErrors({
  'host.request-invalid': { status: 400, exit: 2 },
  'host.no-sample': { status: 404, exit: 4 },
  'host.metric-unknown': { status: 404, exit: 4 },
  'host.range-invalid': { status: 400, exit: 2 },
  'host.history-too-large': { status: 400, exit: 2 },
  'host.service-unknown': { status: 404, exit: 4 },
  'host.service-refused': { status: 409, exit: 3 },
  'host.plan-changed': { status: 409, exit: 3 },
  'host.confirmation-missing': { status: 422, exit: 2 },
  'host.service-failed': { status: 502 },
  'host.service-timeout': { status: 504 },
  'host.systemd-silent': { status: 503 },
  'host.log-outside': { status: 403, exit: 3 },
  'host.log-private': { status: 403, exit: 3 },
  'host.log-unreadable': { status: 403, exit: 3 },
  'host.log-missing': { status: 404, exit: 4 },
  'host.log-no-file': { status: 409 },
  'host.log-pattern-invalid': { status: 400, exit: 2 },
  'host.log-search-slow': { status: 504 },
  'host.journal-silent': { status: 503 },
})
