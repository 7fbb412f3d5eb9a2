/** Core's own settings. Every field has a default and a description: they make `docs/settings.md`. */
import { type Static, Type } from 'typebox'
import { LANGUAGES } from '../schema.ts'

const list = (description: string) => Type.Array(Type.String(), { default: [], description })

export const serverSection = Type.Object({
  host: Type.String({
    default: '127.0.0.1',
    description: 'Address to listen on; beyond loopback use TLS or a proxy with TLS',
  }),
  port: Type.Integer({
    default: 8000,
    minimum: 0,
    maximum: 65535,
    description: 'Port to listen on; 0 takes a free one',
  }),
  publicUrl: Type.String({
    default: '',
    form: 'webUrl',
    description: 'Address people type, when a proxy stands before the console',
  }),
  allowedHosts: list('Further names accepted in the Host header'),
  trustedProxies: list('Addresses or networks whose X-Forwarded-* headers are believed'),
  tlsCert: Type.String({ default: '', description: 'Certificate file (PEM) for built-in TLS' }),
  tlsKey: Type.String({ default: '', description: 'Private key file (PEM) for built-in TLS' }),
  corsAllowOrigins: Type.Array(Type.String({ form: 'origin' }), {
    default: [],
    description: 'Other origins that may call the API; * never carries credentials',
  }),
  corsAllowCredentials: Type.Boolean({ default: false, description: 'Let the named origins send cookies' }),
  enableDocs: Type.Boolean({ default: true, description: 'Serve /docs and /openapi.json' }),
  openMetrics: Type.Boolean({ default: true, description: 'Answer /metrics on loopback without a token' }),
})
export type ServerSettings = Static<typeof serverSection>

const days = (preset: number, description: string) =>
  Type.Integer({ default: preset, minimum: 1, maximum: 3660, description })

export const storeSection = Type.Object({
  url: Type.String({
    default: '',
    form: 'storeUrl',
    secret: true,
    description: 'sqlite:///./file.db or postgres://user@host/db; empty: vedette.db in the data folder',
  }),
  budgetBytes: Type.Integer({
    default: 10_000_000_000,
    minimum: 50_000_000,
    description: 'How much the data folder may hold',
  }),
  rawDays: days(7, 'How long samples are kept as they came'),
  minuteDays: days(30, 'How long one-minute roll-ups are kept'),
  tenMinuteDays: days(180, 'How long ten-minute roll-ups are kept'),
  hourDays: days(730, 'How long one-hour roll-ups are kept'),
})
export type StoreSettings = Static<typeof storeSection>

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export const LOG_FORMATS = ['auto', 'pretty', 'json', 'plain'] as const
export const logSection = Type.Object({
  level: Type.Enum(LOG_LEVELS, { default: 'info', description: 'Least severity that is written' }),
  format: Type.Enum(LOG_FORMATS, {
    default: 'auto',
    description: 'auto is pretty on a terminal and JSON elsewhere; plain is [time] [level] [module] - message',
  }),
  file: Type.String({ default: '', description: 'Also write to this file, rotated; relative to the data folder' }),
  rotateBytes: Type.Integer({
    default: 10_000_000,
    minimum: 10_000,
    description: 'Size at which the log file is rotated',
  }),
  rotateKeep: Type.Integer({
    default: 5,
    minimum: 1,
    maximum: 100,
    description: 'How many rotated log files are kept',
  }),
})
export type LogSettings = Static<typeof logSection>

export const consoleSection = Type.Object({
  name: Type.String({
    default: '',
    description: 'Name of this console, shown to people; empty: the machine’s host name',
  }),
  language: Type.Enum(['auto', ...LANGUAGES] as const, {
    default: 'auto',
    description: 'Language of the command line and of texts without a reader; auto follows the locale',
  }),
  zone: Type.String({
    default: '',
    form: 'zone',
    description: 'Time zone (IANA name) of logs and reports; empty: the machine’s',
  }),
  off: list('Capabilities that are switched off'),
  httpsProxy: Type.String({ default: '', secret: true, description: 'Proxy for outgoing HTTPS' }),
  extraCaCerts: Type.String({ default: '', description: 'File with further certificate authorities (PEM) to trust' }),
  secretsKey: Type.String({
    default: '',
    secret: true,
    description: 'Key that seals stored secrets, 32 bytes in base64; empty: secrets.key in the data folder',
  }),
  auditKey: Type.String({
    default: '',
    secret: true,
    description: 'Key of the audit’s chain, 32 bytes in base64; empty: audit.key in the data folder',
  }),
})
export type ConsoleSettings = Static<typeof consoleSection>

export const busSection = Type.Object({
  natsUrl: Type.String({
    default: '',
    secret: true,
    description: 'NATS servers that hand work to other machines, with commas between: nats://host:4222, tls://host',
  }),
})
export type BusSettings = Static<typeof busSection>

export const coreSections = {
  server: serverSection,
  store: storeSection,
  log: logSection,
  console: consoleSection,
  bus: busSection,
} as const

/** Names people already use → `section.field`. */
export const coreEnvironment: Readonly<Record<string, string>> = {
  DATABASE_URL: 'store.url',
  CORS_ALLOW_ORIGINS: 'server.corsAllowOrigins',
  CORS_ALLOW_CREDENTIALS: 'server.corsAllowCredentials',
  ENABLE_DOCS: 'server.enableDocs',
  PUBLIC_URL: 'server.publicUrl',
  NATS_SERVER_URL: 'bus.natsUrl',
  NATS_ADDR: 'bus.natsUrl',
  LOG_LEVEL: 'log.level',
  LOG_FILE: 'log.file',
  TZ: 'console.zone',
  HTTPS_PROXY: 'console.httpsProxy',
  NODE_EXTRA_CA_CERTS: 'console.extraCaCerts',
}
