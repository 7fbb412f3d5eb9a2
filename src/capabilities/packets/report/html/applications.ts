/** What was asked for: names, pages, files. */
import { RCODES } from '../../../../decoder/applications/dns/values.ts'
import type { ReportHttp } from '../../../../decoder/report.ts'
import { foreign, foreignCode, html } from './markup.ts'
import { type Column, facts, leftOut, nameBars, type Page, type Section, table, toNamed } from './parts.ts'

const MOST_ROWS = 50
const MOST_AGENTS = 20

export function dnsSection(page: Page): Section | undefined {
  const { dns } = page.report
  if (!dns || dns.queries + dns.responses === 0) return undefined
  const answers = toNamed(dns.rcodes, (code) => {
    const name = RCODES[Number(code)]
    return name ? `${name} (${code})` : code
  })
  const counted = facts(
    [
      { label: page.say('dns-queries'), value: page.number(dns.queries) },
      { label: page.say('dns-responses'), value: page.number(dns.responses) },
      { label: page.say('dns-names'), value: page.number(dns.namesTotal) },
    ],
    'big',
  )
  return {
    id: 'dns',
    title: page.say('dns'),
    body: html`${counted}<div class="twice">${nameBars(page, {
      title: page.say('dns-top'),
      rows: dns.topNames,
      total: dns.namesTotal,
    })}${nameBars(page, { title: page.say('dns-answers'), rows: answers })}</div>`,
  }
}

export function httpSection(page: Page): Section | undefined {
  const { http } = page.report
  if (!http || http.requests + http.responses + http.unfinished === 0) return undefined
  const counted = facts(
    [
      { label: page.say('http-requests'), value: page.number(http.requests) },
      { label: page.say('http-responses'), value: page.number(http.responses) },
      ...(http.unfinished > 0 ? [{ label: page.say('http-unfinished'), value: page.number(http.unfinished) }] : []),
    ],
    'big',
  )
  const bars = [
    nameBars(page, { title: page.say('http-hosts'), rows: http.topHosts, total: http.hosts.length }),
    nameBars(page, { title: page.say('http-statuses'), rows: toNamed(http.statuses) }),
    nameBars(page, { title: page.say('http-methods'), rows: toNamed(http.methods) }),
    nameBars(page, { title: page.say('http-types'), rows: http.contentTypes }),
    nameBars(page, { title: page.say('http-servers'), rows: http.servers }),
  ].flatMap((one) => (one ? [one] : []))
  return {
    id: 'http',
    title: page.say('http'),
    body: html`${counted}<div class="twice">${bars}</div>${agents(page, http)}${firstRequests(page, http)}`,
  }
}

function agents(page: Page, { userAgents }: ReportHttp) {
  if (userAgents.length === 0) return undefined
  const shown = userAgents.slice(0, MOST_AGENTS)
  return html`<h3>${page.say('http-agents')}</h3>${shown.map((agent) => html`<p>${foreignCode(agent)}</p>`)}${leftOut(
    page,
    shown.length,
    userAgents.length,
  )}`
}

function firstRequests(page: Page, { firstRequests: list, requests }: ReportHttp) {
  if (list.length === 0) return undefined
  const rows = list.slice(0, MOST_ROWS)
  const columns: readonly Column<(typeof rows)[number]>[] = [
    {
      head: page.say('http-request'),
      kind: 'lead',
      cell: ({ method, host, uri }) => html`${foreignCode(`${method} ${uri}`)}<small>${foreign(host)}</small>`,
    },
    { head: page.say('frame'), kind: 'number', cell: ({ frame }) => frame },
  ]
  return html`<h3>${page.say('http-first')}</h3>${table(rows, columns)}${leftOut(page, rows.length, requests)}`
}

export function filesSection(page: Page): Section | undefined {
  const files = page.report.http?.files ?? []
  if (files.length === 0) return undefined
  const rows = files.slice(0, MOST_ROWS)
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { head: page.say('file'), kind: 'lead', cell: ({ name }) => foreign(name) },
    { head: page.say('file-type'), cell: ({ contentType }) => (contentType ? foreign(contentType) : '') },
    {
      head: page.say('size'),
      kind: 'number',
      cell: ({ bytes }) => (bytes === undefined ? '' : page.bytes(bytes)),
    },
    { head: page.say('frame'), kind: 'number', cell: ({ frame }) => frame },
  ]
  return {
    id: 'files',
    title: page.say('files'),
    how: page.say('files-how'),
    body: html`${table(rows, columns)}${leftOut(page, rows.length, files.length)}`,
  }
}
