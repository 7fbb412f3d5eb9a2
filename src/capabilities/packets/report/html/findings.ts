/** What needs somebody, the worst first, and what the file does not say or says wrongly. */
import type { ReportFinding } from '../../../../decoder/report.ts'
import type { FileReport } from '../../reading/analyse.ts'
import { foreignCode, html, type Markup } from './markup.ts'
import { type Mark, mark, type Page, type Section } from './parts.ts'

const SEVERITIES = ['danger', 'caution', 'info'] as const
const MOST_FINDINGS = 200

export function findingsSection(page: Page): Section {
  const { findings, complete, unknownLinkTypes, packets } = page.report
  const title = page.say('findings')
  if (!findings) return { id: 'findings', title, body: html`<p class="muted">${page.say('not-looked')}</p>` }
  if (findings.length === 0) {
    const unread = Object.values(unknownLinkTypes).reduce((all, count) => all + count, 0)
    return {
      id: 'findings',
      title,
      body: html`${unreadLines(page)}${unread > 0 && unread >= packets ? undefined : calm(page, complete, unread)}`,
    }
  }
  const sorted = findings.toSorted((x, y) => SEVERITIES.indexOf(x.severity) - SEVERITIES.indexOf(y.severity))
  const shown = sorted.slice(0, MOST_FINDINGS)
  const more = findings.length - shown.length
  return {
    id: 'findings',
    title: title,
    how: countSeverities(page, findings),
    body: html`${shown.map((finding) => writeFinding(page, finding))}${
      more > 0 ? html`<p class="more">${page.say('more', { count: more })}</p>` : undefined
    }`,
  }
}

/** Calm is said of what was looked at alone. */
function calm(page: Page, complete: boolean, unread: number): Markup {
  const words = complete ? page.say(unread > 0 ? 'findings-none-rest' : 'findings-none') : page.say('findings-not-yet')
  const looked = page.say('looked-for')
  return html`<div class="calm">${mark(complete ? 'good' : 'info')}<div><p>${words}</p><p class="muted">${looked}</p></div></div>`
}
function unreadLines(page: Page): Markup | undefined {
  const lines = unknownLinks(page)
  if (lines.length === 0) return undefined
  return html`<ul class="damage">${lines.map(({ kind, words }) => html`<li>${mark(kind)}<span>${words}</span></li>`)}</ul>`
}

function countSeverities(page: Page, findings: readonly ReportFinding[]): Markup {
  const counted = SEVERITIES.map((severity) => ({
    severity,
    count: findings.filter((one) => one.severity === severity).length,
  })).filter(({ count }) => count > 0)
  return html`${counted.map(
    ({ severity, count }) => html`${mark(severity)} ${page.say(`count.${severity}`, { count })} &#8195;`,
  )}`
}

function writeFinding(page: Page, { code, severity, params, packets, filter }: ReportFinding): Markup {
  const part = (name: string) => page.sayKey(`packets.finding.${code}.${name}`, params)
  const proof = packets.length > 0 ? page.say('proof', { count: packets.length, list: packets.join(', ') }) : undefined
  return html`<article class="finding">${mark(severity)}<div><span class="word ${severity}">${page.sayKey(
    `packets.plain.severity.${severity}`,
  )}</span><h3>${part('title')}</h3><p>${part('why')}</p><p class="next">${part('next')}</p>
<p class="proof">${proof}${filter ? html` ${page.say('filter')} ${foreignCode(filter)}` : undefined}</p></div></article>
`
}

const PROBLEMS = [
  'cut',
  'bad-length',
  'bad-block',
  'unknown-interface',
  'unsupported-version',
  'bad-time',
  'not-a-capture',
  'compression-damaged',
  'trailing-bytes',
] as const
type Problem = FileReport['file']['problems'][number]

function problemWords(page: Page, problem: Problem): Markup {
  const { code } = problem
  const words = PROBLEMS.includes(code) ? code : 'other'
  const { missing, length, ...said } = { missing: undefined, length: undefined, ...problem }
  return page.say(`problem.${words}`, { count: missing ?? length ?? 0, record: 0, reason: '', ...said })
}

/** Nothing is hidden: what is missing is said even when it is little. */
export function damageSection(page: Page): Section {
  const { report } = page
  const lines = [...fileDamage(page), ...packetDamage(page)]
  const body =
    lines.length === 0
      ? html`<div class="calm">${mark('good')}<p>${page.say('damage-none')}</p></div>`
      : html`<ul class="damage">${lines.map(
          ({ kind, words }) => html`<li>${mark(kind)}<span>${words}</span></li>
`,
        )}</ul>${report.file.problems.length > 0 ? html`<p class="more">${page.say('damage-read')}</p>` : undefined}`
  return { id: 'damage', title: page.say('damage'), body }
}

interface Line {
  readonly kind: Mark
  readonly words: Markup
}

function fileDamage(page: Page): readonly Line[] {
  const { file, complete, summarised } = page.report
  return [
    ...(complete ? [] : [{ kind: 'info' as const, words: page.say('incomplete') }]),
    ...(summarised ? [{ kind: 'caution' as const, words: page.say('summarised', { ...summarised }) }] : []),
    ...file.problems.map((problem) => ({ kind: 'caution' as const, words: problemWords(page, problem) })),
    ...file.drops
      .filter(({ dropped }) => dropped > 0)
      .map(({ dropped, received, interfaceId }) => ({
        kind: 'caution' as const,
        words: page.say('dropped', { count: dropped, received, interfaceId }),
      })),
    ...unknownLinks(page),
  ]
}

const unknownLinks = (page: Page): readonly Line[] =>
  Object.entries(page.report.unknownLinkTypes).map(([linkType, count]) => ({
    kind: 'caution',
    words: page.say('unknown-link', { linkType, count }),
  }))

function packetDamage(page: Page): readonly Line[] {
  const { malformed, truncated, tcp, http } = page.report
  const counted = [
    ['malformed', malformed],
    ['truncated', truncated],
    ['missed', tcp?.ackedLostSegments ?? 0],
    ['unfinished', http?.unfinished ?? 0],
  ] as const
  return counted
    .filter(([, count]) => count > 0)
    .map(([key, count]) => ({ kind: 'info' as const, words: page.say(key, { count }) }))
}
