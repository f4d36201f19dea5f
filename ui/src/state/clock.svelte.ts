/** The time, told once a second to whoever shows a wait or a length. */
export class Clock {
  /** Milliseconds since the epoch, of this computer. */
  now = $state(Date.now())
  #timer: ReturnType<typeof setInterval> | undefined

  /** Starts ticking; returns what stops it. */
  start(): () => void {
    this.now = Date.now()
    this.#timer = setInterval(() => (this.now = Date.now()), 1000)
    return () => clearInterval(this.#timer)
  }
}
