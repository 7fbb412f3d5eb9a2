/** Errors of core's own parts that are too small for a folder: settings, threads, secrets, start-up. */
import { defineErrors } from './errors.ts'

export const coreErrors = defineErrors({
  'core.setting-unknown': { status: 500, exit: 2 },
  'core.setting-invalid': { status: 500, exit: 2 },
  'core.settings-unreadable': { status: 500, exit: 2 },
  'core.data-unwritable': { status: 500 },
  'core.data-not-a-folder': { status: 500, exit: 2 },
  'core.already-running': { status: 500, exit: 3 },
  'core.thread-timeout': { status: 504 },
  'core.thread-failed': { status: 500 },
  'core.threads-busy': { status: 429 },
  'core.secret-unreadable': { status: 500 },
  'core.secrets-key-invalid': { status: 500, exit: 2 },
  'core.topic-unknown': { status: 404 },
  'core.topics-too-many': { status: 429 },
  'core.command-unknown': { status: 404, exit: 2 },
  'core.command-words': { status: 400, exit: 2 },
  'core.output-unwritable': { status: 500, exit: 1 },
  'core.option-unknown': { status: 400, exit: 2 },
  'core.option-value-missing': { status: 400, exit: 2 },
  'core.option-takes-none': { status: 400, exit: 2 },
  'core.option-invalid': { status: 400, exit: 2 },
})
