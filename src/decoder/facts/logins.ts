/** Passwords seen in clear text: where, whose and with which protocol; the secret itself is never kept. */
import type { Sight } from './sight.ts'

const MOST_LOGINS = 500

export interface SeenLogin {
  readonly protocol: string
  /** `10.0.0.1:21` */
  readonly to: string
  /** '' when none was sent in the same message. */
  readonly user: string
  readonly frame: number
}

export class Logins {
  readonly seen: SeenLogin[] = []
  readonly #sight: Sight

  constructor(sight: Sight) {
    this.#sight = sight
  }

  add(protocol: string, to: string, user: string): void {
    if (this.seen.length < MOST_LOGINS) this.seen.push({ protocol, to, user, frame: this.#sight.frame })
  }
}
