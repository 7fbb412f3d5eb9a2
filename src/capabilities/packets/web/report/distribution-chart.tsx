/** How long things took: a bar for each range of times, twice as wide as the one before. */

import { useWords } from '../../../../../web/locales/words.tsx'
import { Empty } from '../../../../../web/ui/answers.tsx'
import type { Distribution } from '../../../../decoder/report.ts'
import { medianUs, microsToText } from './durations.ts'

const LABEL_EVERY = 3
const FEW = 6

export function DistributionChart({ title, distribution }: { title: string; distribution: Distribution }) {
  const words = useWords()
  const { t, value } = words
  const { upToUs, counts, count, meanUs, maxUs } = distribution
  if (count === 0) return <Empty title={t('packets.page.measured-none')} />
  const first = Math.max(0, counts.findIndex((one) => one > 0) - 1)
  const most = Math.max(...counts)
  const shown = counts.slice(first).map((one, place) => ({ one, upTo: upToUs[first + place] ?? 0 }))
  const every = shown.length > FEW ? LABEL_EVERY : 1
  return (
    <figure className="spread">
      <p>
        {t('packets.page.spread', {
          median: microsToText(words, medianUs(distribution)),
          mean: microsToText(words, meanUs),
          max: microsToText(words, maxUs),
        })}
      </p>
      <div className="spread-bars" role="img" aria-label={t('packets.page.spread-label', { title })}>
        {shown.map(({ one, upTo }) => (
          <i
            key={upTo}
            style={{ height: `${(one / most) * 100}%` }}
            title={t('packets.page.spread-bar', { upTo: microsToText(words, upTo), count: value(one, 'count') })}
          />
        ))}
      </div>
      <div className="spread-labels muted dense" aria-hidden="true">
        {shown.map(({ upTo }, place) => (
          <span key={upTo}>{(shown.length - 1 - place) % every === 0 ? microsToText(words, upTo) : ''}</span>
        ))}
      </div>
    </figure>
  )
}
