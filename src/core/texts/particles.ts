/**
 * Korean particles after a value: `10.0.0.1이(가)` becomes `10.0.0.1이`. Which of the two it is depends on how the word before
 * ends: a consonant or a vowel. Pure. Where that cannot be told (Latin words are read in many ways), both stay, as forms print it.
 */
const FIRST_SYLLABLE = 0xac00
const LAST_SYLLABLE = 0xd7a3
const FINALS = 28
const FINAL_RIEUL = 8
/** 영 일 이 삼 사 오 육 칠 팔 구: the final consonant of each; 0 for none. */
const DIGIT_FINALS: readonly number[] = [21, FINAL_RIEUL, 0, 16, 0, 0, 1, FINAL_RIEUL, FINAL_RIEUL, 0]

/** Number of the final consonant (Unicode 3.12, T index); undefined when it cannot be told. */
function finalOf(letter: string): number | undefined {
  const code = letter.charCodeAt(0)
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) return (code - FIRST_SYLLABLE) % FINALS
  return /\d/.test(letter) ? DIGIT_FINALS[Number(letter)] : undefined
}

const PAIRS = /([가-힣\d])(["”’'»)\]]*)(?:(이|을|은|과)\((가|를|는|와)\)|(와|가|를|는)\((과|이|을|은)\)|\(으\)로)/g

export const chooseParticles = (text: string): string =>
  text.replaceAll(PAIRS, (all, letter: string, between: string, closed, open, open2, closed2) => {
    const final = finalOf(letter)
    if (final === undefined) return all
    if (closed === undefined && open2 === undefined)
      return `${letter}${between}${final === 0 || final === FINAL_RIEUL ? '로' : '으로'}`
    return `${letter}${between}${final === 0 ? (open ?? open2) : (closed ?? closed2)}`
  })
