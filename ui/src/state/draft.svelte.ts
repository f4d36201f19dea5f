/** A draft is kept when nothing was typed for this long, in milliseconds. */
export const DRAFT_PAUSE = 300
/** However steadily somebody types, a draft is kept after this long, in milliseconds. */
export const DRAFT_MOST = 2000

/**
 * What is being typed in a field. The interface owns the text: what the backend keeps is
 * taken over once, at the start, and never over something typed. Each pause, each leaving
 * and two seconds of typing hand it over to be kept.
 */
export class Draft {
  #text = $state('')
  #kept = ''
  #touched = false
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Runs from the first change that is not handed over yet. */
  #last: ReturnType<typeof setTimeout> | undefined

  /** `save` hands a text over; where it rejects, the text counts as not kept. */
  constructor(private readonly save: (text: string) => Promise<void>) {}

  get text() {
    return this.#text
  }

  set text(text: string) {
    this.#text = text
    this.#touched = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.keep(), DRAFT_PAUSE)
    this.#last ??= setTimeout(() => this.keep(), DRAFT_MOST)
  }

  /** Takes over what was kept, unless something was typed already; answers whether it did. */
  restore(kept: string): boolean {
    if (this.#touched) return false
    this.#text = this.#kept = kept
    return true
  }

  /** Hands the text over once more, because what it is kept as is different from now on. */
  keepAnew() {
    if (this.#text !== '') this.#kept = ''
    this.keep()
  }

  /** Hands the text over to be kept now, where it is not yet. */
  keep() {
    this.#rest()
    if (this.#text === this.#kept) return
    const text = this.#text
    const before = this.#kept
    this.#kept = text
    this.save(text).catch(() => {
      if (this.#kept === text) this.#kept = before
    })
  }

  /** Empties the field because its text was sent; the backend clears what it kept. */
  sent(): string {
    this.#rest()
    const text = this.#text
    this.#text = this.#kept = ''
    this.#touched = true
    return text
  }

  #rest() {
    clearTimeout(this.#timer)
    clearTimeout(this.#last)
    this.#last = undefined
  }
}
