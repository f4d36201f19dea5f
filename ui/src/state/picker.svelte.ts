import type { CannedLibrary } from '../gen/CannedLibrary'
import type { CannedMessage } from '../gen/CannedMessage'
import { categoryLines, searchCanned } from './canned'

/** The canned message picker: what is searched, which category, which message is marked. */
export class Picker {
  #query = $state('')
  #category = $state<number>()
  #open = $state.raw<ReadonlySet<number>>(new Set())
  #marked = $state(0)

  readonly found: readonly CannedMessage[] = $derived.by(() => searchCanned(this.library(), this.#query, this.#category))
  readonly tree = $derived.by(() => categoryLines(this.library(), this.#open))
  readonly category = $derived(this.#category)
  /** The place of the marked message among those found. */
  readonly marked = $derived(Math.min(this.#marked, Math.max(0, this.found.length - 1)))

  constructor(private readonly library: () => CannedLibrary) {}

  get query() {
    return this.#query
  }

  set query(query: string) {
    this.#query = query
    this.#marked = 0
  }

  /** Chooses a category; undefined stands for all. */
  choose(category: number | undefined) {
    this.#category = category
    this.#marked = 0
  }

  /** Opens or closes a branch of the tree. */
  toggle(category: number, open: boolean) {
    const next = new Set(this.#open)
    if (open) next.add(category)
    else next.delete(category)
    this.#open = next
  }

  /** Marks the message `step` places further, round the ends. */
  move(step: number) {
    const count = this.found.length
    if (count > 0) this.#marked = (this.marked + step + count) % count
  }

  /** Marks a message by its place. */
  mark(place: number) {
    this.#marked = place
  }

  /** The marked message. */
  get current(): CannedMessage | undefined {
    return this.found[this.marked]
  }
}
