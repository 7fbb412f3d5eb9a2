/** Says that the line to the console is cut, since when, and that what is seen is old. */
import { useLine, useSilent } from '../live/live.tsx'
import { useWords } from '../locales/words.tsx'
import { StatusDot } from '../ui/state.tsx'

export function LineNotice() {
  const { t } = useWords()
  const { sinceMs } = useLine()
  const silent = useSilent()
  return (
    <div role="status">
      {silent ? (
        <p className="line-cut">
          <StatusDot state="silent" /> {t('shell.line.cut', { at: sinceMs })}
        </p>
      ) : null}
    </div>
  )
}
