/** Proof: each number beside what is usual, since when, and where it leads. */
import type { Evidence } from '../../src/core/schema.ts'
import { useWords } from '../locales/words.tsx'
import { Anchor } from '../ui/anchor.tsx'

export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  const words = useWords()
  return (
    <ul className="evidence">
      {evidence.map((proof) => (
        <li key={JSON.stringify(proof.label)}>
          <div className="split">
            <span className="muted">{words.say(proof.label)}</span>
            <EvidenceValue proof={proof} />
          </div>
          <EvidenceContext proof={proof} />
          {proof.lines && proof.lines.length > 0 ? (
            <pre className="log evidence-lines">{proof.lines.join('\n')}</pre>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function EvidenceValue({ proof }: { proof: Evidence }) {
  const words = useWords()
  if (proof.value === undefined) return null
  const shown = typeof proof.value === 'number' ? words.value(proof.value, proof.unit ?? 'number') : proof.value
  return <b>{proof.href ? <Anchor href={proof.href}>{shown}</Anchor> : shown}</b>
}

function EvidenceContext({ proof }: { proof: Evidence }) {
  const { t, value, at } = useWords()
  const unit = proof.unit ?? 'number'
  const usual =
    proof.usualLow !== undefined && proof.usualHigh !== undefined
      ? t('shell.evidence.usual', { low: value(proof.usualLow, unit), high: value(proof.usualHigh, unit) })
      : ''
  const since = proof.sinceMs === undefined ? '' : t('shell.evidence.since', { at: at(proof.sinceMs) })
  const said = [usual, since].filter(Boolean).join(' · ')
  return said ? <p className="muted">{said}</p> : null
}
