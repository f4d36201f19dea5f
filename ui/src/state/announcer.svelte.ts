/** How far apart two announcements are at least, in milliseconds. */
const APART = 10_000

/**
 * What the hidden status region says about the queues: merged, and at most once in 10 s,
 * so that a busy desk does not talk without end.
 */
export class Announcer {
  text = $state('')
  #arrived = 0
  #overdue = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Notes how many sessions came and how many became overdue. */
  note(arrived: number, overdue: number) {
    if (arrived + overdue === 0) return
    this.#arrived += arrived
    this.#overdue += overdue
    this.#timer ??= setTimeout(() => this.#speak(), 500)
  }

  #speak() {
    const parts = [
      this.#arrived > 0 && `${this.#arrived} new ${this.#arrived === 1 ? 'session' : 'sessions'}`,
      this.#overdue > 0 && `${this.#overdue} overdue`,
    ]
    this.text = parts.filter(Boolean).join(', ')
    this.#arrived = this.#overdue = 0
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#arrived + this.#overdue > 0) this.#speak()
    }, APART)
  }
}
