/** What a row is ordered by; rows that compare alike stand by their keys. */
export type SortKey = string | number

interface Placed<T> {
  row: T
  key: string
  sort: SortKey
}

/**
 * Rows by their keys, kept in order. A change costs one pass over the rows and a sort of what has
 * changed, never a sort of all: thousands of rows may change several times a second. While the order is
 * held, rows keep their places and new ones join at the end.
 */
export class OrderedRows<T> {
  #placed: Placed<T>[] = []
  #untidy = false
  #sortKey: (row: T) => SortKey
  #down = false

  constructor(
    private readonly keyOf: (row: T) => string,
    sortKey: (row: T) => SortKey,
    down = false,
  ) {
    this.#sortKey = sortKey
    this.#down = down
  }

  /** All rows in their order. */
  rows(): readonly T[] {
    return this.#placed.map(({ row }) => row)
  }

  /** Goes through all rows in their order. */
  each(look: (row: T) => void) {
    for (const { row } of this.#placed) look(row)
  }

  /** Takes over other rows. */
  replace(rows: readonly T[]) {
    this.#placed = rows.map((row) => this.#place(row))
    this.#tidy()
  }

  /** Orders by something else. */
  sortBy(sortKey: (row: T) => SortKey, down: boolean) {
    this.#sortKey = sortKey
    this.#down = down
    this.replace(this.rows())
  }

  /** Takes over new and changed rows, and leaves out what is gone. */
  patch(changed: readonly T[], gone: readonly string[], held: boolean) {
    if (changed.length === 0 && gone.length === 0 && (held || !this.#untidy)) return
    const news = new Map(changed.map((row) => [this.keyOf(row), row]))
    const left = new Set(gone)
    if (held) this.#patchHeld(news, left)
    else this.#patchInOrder(news, left)
  }

  #patchHeld(news: Map<string, T>, left: Set<string>) {
    this.#untidy = true
    const kept: Placed<T>[] = []
    for (const placed of this.#placed) {
      const row = news.get(placed.key)
      news.delete(placed.key)
      if (left.has(placed.key)) continue
      kept.push(row === undefined ? placed : this.#place(row))
    }
    for (const row of news.values()) if (!left.has(this.keyOf(row))) kept.push(this.#place(row))
    this.#placed = kept
  }

  #patchInOrder(news: Map<string, T>, left: Set<string>) {
    if (this.#untidy) this.#tidy()
    const stay = this.#placed.filter(({ key }) => !news.has(key) && !left.has(key))
    const come = [...news.values()].map((row) => this.#place(row)).filter(({ key }) => !left.has(key))
    this.#placed = merge(stay, come.sort(this.#compare), this.#compare)
  }

  #place(row: T): Placed<T> {
    return { row, key: this.keyOf(row), sort: this.#sortKey(row) }
  }

  #tidy() {
    this.#untidy = false
    this.#placed.sort(this.#compare)
  }

  readonly #compare = (a: Placed<T>, b: Placed<T>): number => {
    if (a.sort !== b.sort) return a.sort < b.sort === this.#down ? 1 : -1
    return a.key < b.key ? -1 : 1
  }
}

function merge<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): T[] {
  const all: T[] = []
  let at = 0
  for (const one of a) {
    for (let next = b[at]; next !== undefined && compare(next, one) < 0; next = b[at]) {
      all.push(next)
      at += 1
    }
    all.push(one)
  }
  return all.concat(b.slice(at))
}
