/**
 * A report as one HTML file that needs nothing else: no script, no font, no picture from anywhere. It can be mailed, printed and kept.
 * Pure. What the capture says is escaped and made visible (`html/markup.ts`); a policy inside the file forbids everything but its style.
 */
import type { Language, Text } from '../../../core/schema.ts'
import type { FileReport } from '../reading/analyse.ts'
import { dnsSection, filesSection, httpSection } from './html/applications.ts'
import { damageSection, findingsSection } from './html/findings.ts'
import { html, Markup } from './html/markup.ts'
import { createPage, type Page, type Section, writeSection } from './html/parts.ts'
import { STYLE } from './html/style.ts'
import { tcpSection } from './html/tcp.ts'
import { timelineSection } from './html/timeline.ts'
import { certificatesSection, tlsSection } from './html/tls.ts'
import { conversationsSection, hierarchySection, namesSection, summarySection, talkersSection } from './html/traffic.ts'

export interface HtmlOptions {
  /** Of the capture, as people know it. */
  readonly name: string
  readonly report: FileReport
  readonly language: Language
  /** A sentence in that language and in the reader's time zone. */
  say(text: Text): string
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

export function writeHtml(options: HtmlOptions): string {
  const page = createPage(options)
  const sections = chooseSections(page)
  const { name, language } = options
  const title = html`${name} · Vedette`
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}"><meta name="referrer" content="no-referrer">
<title>${title}</title><style>${new Markup(STYLE)}</style></head><body>
<header><div class="brand">VEDETTE</div><h1><bdi>${name}</bdi></h1><p>${headline(page)}</p></header>
<nav aria-label="${page.say('contents')}">${sections.map(
    ({ id, title: words }) => html`<a href="#${id}">${words}</a>`,
  )}</nav>
<main>
${sections.map(writeSection)}</main>
<footer><p>${page.say('footer')}</p></footer></body></html>
`.text
}

function headline(page: Page): Markup {
  const { file, packets, bytes } = page.report
  return file.format === 'unknown' ? page.say('not-a-capture') : page.say('both', { count: packets, bytes })
}

/** Findings first; what the capture does not hold has no section. */
function chooseSections(page: Page): readonly Section[] {
  const { file } = page.report
  const sections =
    file.format === 'unknown'
      ? [damageSection(page)]
      : [
          findingsSection(page),
          damageSection(page),
          summarySection(page),
          hierarchySection(page),
          timelineSection(page),
          conversationsSection(page),
          talkersSection(page),
          dnsSection(page),
          httpSection(page),
          tlsSection(page),
          certificatesSection(page),
          filesSection(page),
          tcpSection(page),
          namesSection(page),
        ]
  return sections.flatMap((section) => (section ? [section] : []))
}
