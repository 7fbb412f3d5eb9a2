/** The filter: names are completed, a mistake is shown under its letters, Enter applies. */
import {
  type FormEvent,
  type KeyboardEvent,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useWords } from '../../../../../web/locales/words.tsx'
import { StatusDot } from '../../../../../web/ui/state.tsx'
import { FILTER_FIELDS } from '../../../../decoder/filter/fields.ts'
import { compileFilter } from '../../../../decoder/filter/filter.ts'
import type { FilterProblem } from '../../../../decoder/filter/syntax.ts'
import { type Completion, choose, complete } from './completion.ts'
import { toFilterText } from './filter-words.ts'

const NAMES = [...FILTER_FIELDS.keys()]

export function problemOf(filter: string): FilterProblem | undefined {
  const compiled = compileFilter(filter)
  return 'problem' in compiled ? compiled.problem : undefined
}

export function FilterBox({ filter, onFilter }: { filter: string; onFilter: (filter: string) => void }) {
  const { t } = useWords()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(filter)
  const [offer, setOffer] = useState<Completion>()
  const [chosen, setChosen] = useState(-1)
  useEffect(() => setText(filter), [filter])
  const problem = useProblem(text)
  const [shownProblem, setShownProblem] = useState<FilterProblem>()
  /** What was left or applied: no more is coming. */
  const [ended, setEnded] = useState(filter)
  useEffect(() => {
    // Half a word is not a mistake yet, and neither is half a condition: an end that is wrong is said when the text has ended.
    const writing = text !== ended
    const unfinished = writing && problem !== undefined && problem.end >= text.trimEnd().length
    const timer = setTimeout(() => setShownProblem(unfinished ? undefined : problem), problem && writing ? 500 : 0)
    return () => clearTimeout(timer)
  }, [problem, text, ended])
  const close = () => {
    setOffer(undefined)
    setChosen(-1)
  }
  const write = (next: string, cursor: number) => {
    setText(next)
    const found = complete(next, cursor, NAMES)
    setOffer(found)
    setChosen(-1)
  }
  const take = (name: string) => {
    if (!offer) return
    const next = choose(text, offer, name)
    setText(next.text)
    close()
    input.current?.focus()
    requestAnimationFrame(() => input.current?.setSelectionRange(next.cursor, next.cursor))
  }
  const apply = (next: string) => {
    close()
    setEnded(next)
    const wrong = problemOf(next)
    setShownProblem(wrong)
    if (!wrong) onFilter(next.trim())
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const name = offer?.names[chosen]
    if (name === undefined) apply(text)
    else take(name)
  }
  const press = (event: KeyboardEvent) => {
    if (!offer) return
    const handled = moveChoice(event.key, offer, chosen, { choose: setChosen, take, close })
    if (handled) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  return (
    <search data-filter="" className="filter-box">
      <form onSubmit={submit}>
        <label className="unseen" htmlFor={`${id}-field`}>
          {t('packets.page.filter')}
        </label>
        <div className="filter-field">
          <input
            id={`${id}-field`}
            ref={input}
            className={`mono ${shownProblem && !offer ? 'filter-wrong' : text.trim() === '' || problem ? '' : 'filter-right'}`}
            type="text"
            role="combobox"
            aria-expanded={offer !== undefined}
            aria-controls={`${id}-names`}
            aria-autocomplete="list"
            aria-invalid={shownProblem ? 'true' : undefined}
            aria-describedby={shownProblem && !offer ? `${id}-problem` : undefined}
            {...(offer && chosen >= 0 ? { 'aria-activedescendant': `${id}-${chosen}` } : {})}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder={t('packets.page.filter-example')}
            value={text}
            onChange={({ target }) => write(target.value, target.selectionStart ?? target.value.length)}
            onKeyDown={press}
            onBlur={() => {
              setTimeout(close, 150)
              setEnded(text)
            }}
          />
          <Names id={id} offer={offer} chosen={chosen} onTake={take} />
        </div>
        <div className="actions">
          <button type="submit" className="button-go">
            {t('packets.page.filter-go')}
          </button>
          {filter === '' && text === '' ? null : (
            <button
              type="button"
              onClick={() => {
                setText('')
                apply('')
              }}
            >
              {t('packets.page.filter-clear')}
            </button>
          )}
        </div>
      </form>
      {shownProblem && !offer ? (
        <FilterMistake
          id={`${id}-problem`}
          text={text}
          problem={shownProblem}
          onTake={(name) => {
            const next = text.slice(0, shownProblem.at) + name + text.slice(shownProblem.end)
            setText(next)
            apply(next)
          }}
        />
      ) : null}
    </search>
  )
}

function useProblem(text: string): FilterProblem | undefined {
  const later = useDeferredValue(text)
  return useMemo(() => problemOf(later), [later])
}

/** True when the key was for the list of names. */
function moveChoice(
  key: string,
  { names }: Completion,
  chosen: number,
  act: { choose: (place: number) => void; take: (name: string) => void; close: () => void },
): boolean {
  switch (key) {
    case 'ArrowDown':
      act.choose((chosen + 1) % names.length)
      return true
    case 'ArrowUp':
      act.choose((chosen - 1 + names.length) % names.length)
      return true
    case 'Tab':
      act.take(names[Math.max(0, chosen)] ?? '')
      return true
    case 'Escape':
      act.close()
      return true
    default:
      return false
  }
}

function Names(props: { id: string; offer: Completion | undefined; chosen: number; onTake: (name: string) => void }) {
  const { t } = useWords()
  const { id, offer, chosen } = props
  return (
    <div
      className="filter-names dense"
      id={`${id}-names`}
      role="listbox"
      aria-label={t('packets.page.fields')}
      hidden={!offer}
    >
      {offer?.names.map((name, place) => (
        // biome-ignore lint/a11y: the field keeps the focus; keys are heard there
        <div
          key={name}
          id={`${id}-${place}`}
          role="option"
          aria-selected={place === chosen}
          className="mono"
          onMouseDown={(event) => {
            event.preventDefault()
            props.onTake(name)
          }}
        >
          {name} <span className="muted">{FILTER_FIELDS.get(name)?.type}</span>
        </div>
      ))}
    </div>
  )
}

/** What is wrong, the letters it is about, and the name that was perhaps meant. */
function FilterMistake(props: { id: string; text: string; problem: FilterProblem; onTake: (name: string) => void }) {
  const { t, say } = useWords()
  const { text, problem } = props
  const said = toFilterText(problem)
  return (
    <div className="filter-mistake" id={props.id}>
      <pre className="mono" aria-hidden="true">
        {text.slice(0, problem.at)}
        <mark>{text.slice(problem.at, Math.max(problem.end, problem.at + 1)) || ' '}</mark>
        {text.slice(Math.max(problem.end, problem.at + 1))}
      </pre>
      <p>
        <StatusDot state="danger" /> {say(said)}{' '}
        {problem.suggestion ? (
          <button type="button" className="button-small" onClick={() => props.onTake(problem.suggestion ?? '')}>
            {t('packets.page.filter-take', { name: problem.suggestion })}
          </button>
        ) : null}
      </p>
    </div>
  )
}
