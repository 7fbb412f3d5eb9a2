/** Logs (pino): pretty on a terminal, JSON for machines, or `[time] [level] [module] - message`; times in the chosen zone. */
import { createRequire } from 'node:module'
import type { Writable } from 'node:stream'
import pino from 'pino'
import type { Log } from '../capability.ts'
import type { LogSettings } from '../config/sections.ts'
import { createTimeFormat, formatLocalTime, toPlainLine } from './plain-line.ts'
import { openRotatedFile } from './rotated-file.ts'

const require = createRequire(import.meta.url)
/** Only a terminal needs it. */
const loadPretty = () => require('pino-pretty') as typeof import('pino-pretty')

export interface LogOffice {
  forModule(module: string): Log
  /** Writes what is still waiting and closes the file. */
  close(): void
}

export function createLog(options: {
  settings: LogSettings
  /** IANA name; empty: the zone of this process (TZ). */
  zone: string
  out: Writable & { isTTY?: boolean }
  /** Absolute; the log file is relative to it. */
  dataDir: string
}): LogOffice {
  const { settings, out } = options
  const time = options.zone === '' ? formatLocalTime : createTimeFormat(options.zone)
  const format = settings.format === 'auto' ? (out.isTTY ? 'pretty' : 'json') : settings.format
  const file = settings.file ? openRotatedFile({ ...settings, dataDir: options.dataDir }) : undefined
  const toLine = (json: string) => (format === 'plain' ? toPlainLine(json, time) : json)
  const screen =
    format === 'pretty'
      ? loadPretty()({
          destination: out,
          colorize: out.isTTY === true,
          translateTime: false,
          ignore: 'pid,hostname',
          sync: true,
        })
      : { write: (json: string) => out.write(toLine(json)) }
  const target = {
    write(json: string) {
      screen.write(json)
      file?.write(toLine(json))
    },
  }
  const root = pino(
    {
      level: settings.level,
      base: null,
      timestamp: () => `,"time":${JSON.stringify(time(Date.now()))}`,
      formatters: { level: (level) => ({ level }) },
      redact: {
        paths: ['password', 'token', '*.password', '*.token', 'headers.authorization', 'headers.cookie'],
        censor: '[redacted]',
      },
    },
    target,
  )
  return {
    forModule: (module) => root.child({ module }),
    close: () => file?.close(),
  }
}
