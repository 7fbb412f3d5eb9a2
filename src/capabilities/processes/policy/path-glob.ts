/** Path patterns of rules: `*` anything but a separator, `**` anything, `?` one character; no regular expression is ever built. */

export interface PathGlob {
  matches(path: string): boolean
}

const isSeparator = (character: string) => character === '/' || character === '\\'
type Piece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'one' | 'some' | 'any' }

function toPieces(pattern: string): readonly Piece[] {
  return [...pattern.matchAll(/\*\*+|\*|\?|[^*?]/gsu)].map(([text]): Piece => {
    if (text === '?') return { kind: 'one' }
    if (text === '*') return { kind: 'some' }
    return text.startsWith('**') ? { kind: 'any' } : { kind: 'text', text }
  })
}
function fits(piece: Piece, character: string): boolean {
  switch (piece.kind) {
    case 'text':
      return isSeparator(piece.text) ? isSeparator(character) : piece.text === character
    case 'any':
      return true
    default:
      return !isSeparator(character)
  }
}

/** Time grows with pattern × path, whatever the pattern. Windows paths are compared without case. */
export function createPathGlob(pattern: string, ignoreCase: 'ignore-case' | 'exact'): PathGlob {
  const fold = (text: string) => (ignoreCase === 'ignore-case' ? text.toLowerCase() : text)
  const pieces = toPieces(fold(pattern))
  const isLoop = (piece: Piece | undefined) => piece?.kind === 'some' || piece?.kind === 'any'
  /** A state is how many pieces are behind us; a loop may be left without taking anything. */
  const addState = (states: Set<number>, state: number) => {
    states.add(state)
    if (isLoop(pieces[state])) addState(states, state + 1)
  }
  return {
    matches(path) {
      let states = new Set<number>()
      addState(states, 0)
      for (const character of fold(path)) {
        const next = new Set<number>()
        for (const state of states) {
          const piece = pieces[state]
          if (piece && fits(piece, character)) addState(next, isLoop(piece) ? state : state + 1)
        }
        states = next
      }
      return states.has(pieces.length)
    },
  }
}
