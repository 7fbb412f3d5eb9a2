/** What whoever captured wrote into the file (pcapng, opt_comment). */
import { useWords } from '../../../../../web/locales/words.tsx'
import { Anchor } from '../../../../../web/ui/anchor.tsx'
import { Card } from '../../../../../web/ui/card.tsx'
import { framesTerm } from '../filter-terms.ts'
import { useCaptureView, useNarrowed } from './capture-context.tsx'

export function CommentsCard() {
  const { t } = useWords()
  const { report } = useCaptureView()
  const narrowed = useNarrowed()
  const comments = report.file.comments ?? []
  if (comments.length === 0) return null
  return (
    <Card title={t('packets.page.comments')}>
      <ul className="list-rows">
        {comments.map(({ packet, text }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one packet may have several, word for word
          <li key={place}>
            {packet === undefined ? null : (
              <Anchor href={narrowed(framesTerm([packet]))}>{t('packets.page.packet', { number: packet })}</Anchor>
            )}{' '}
            <bdi className="comment">{text}</bdi>
          </li>
        ))}
      </ul>
    </Card>
  )
}
