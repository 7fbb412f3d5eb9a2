/** The explanation as a tree a person can read; each part folds away. */
import { useWords } from '../../../../web/locales/words.tsx'
import { Anchor } from '../../../../web/ui/anchor.tsx'
import { StatusDot, toState } from '../../../../web/ui/state.tsx'
import type { Explanation, ExplanationLine } from '../schema.ts'

/** The command line has a place of its own in the drawer: it may be long. */
const COMMAND_LINE = 'processes.explain.role.command'

export function ExplanationTree({ explanation }: { explanation: Explanation }) {
  const { say, language } = useWords()
  const { role, parts } = explanation
  return (
    <section className="explanation">
      <p>
        <b>{say(explanation.summary)}</b>
      </p>
      {parts.map(({ part, title, lines }) => (
        <details key={part} open>
          <summary>
            <h3>{say(title)}</h3>
          </summary>
          <ul className="tree">
            {part === 'role' && role ? <li>{role[language]}</li> : null}
            {lines
              .filter(({ text }) => text.key !== COMMAND_LINE)
              .map((line) => (
                <TreeLine key={JSON.stringify(line.text)} line={line} />
              ))}
          </ul>
        </details>
      ))}
    </section>
  )
}

function TreeLine({ line }: { line: ExplanationLine }) {
  return (
    <li>
      <Leaf leaf={line} />
      {line.children && line.children.length > 0 ? (
        <ul className="tree">
          {line.children.map((child) => (
            <li key={JSON.stringify(child.text)}>
              <Leaf leaf={child} />
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  )
}

function Leaf({ leaf }: { leaf: Omit<ExplanationLine, 'children'> }) {
  const { t, say } = useWords()
  const said = say(leaf.text)
  return (
    <>
      {leaf.severity ? (
        <>
          <StatusDot state={toState(leaf.severity)} label={t(`shell.state.${leaf.severity}`)} />{' '}
        </>
      ) : null}
      {leaf.href ? <Anchor href={leaf.href}>{said}</Anchor> : said}
    </>
  )
}
