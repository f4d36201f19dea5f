/** What a row is ordered by; rows that compare alike stand by their keys. */
export type SortKey = string | number

interface Placed<T> {
  row: T
  key: string
  sort: SortKey
}

/**
 * Rows by their keys, kept in order. A row that changes without changing its place costs nothing but
 * itself; where rows come, go or move there is one pass over all and a sort of those, never a sort of
 * all: thousands of rows may change several times a second. While the order is held, rows keep their
 * places and new ones join at the end.
 */
export class OrderedRows<T> {
  #placed: Placed<T>[] = []
  #byKey = new Map<string, Placed<T>>()
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
    this.#byKey = new Map(this.#placed.map((placed) => [placed.key, placed]))
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
    if (!held && this.#untidy) this.#tidy()
    const leave = new Set<Placed<T>>()
    const come = new Map<string, Placed<T>>()
    for (const row of changed) {
      const placed = this.#place(row)
      const known = come.get(placed.key) ?? this.#byKey.get(placed.key)
      if (known && (held || known.sort === placed.sort)) {
        this.#untidy ||= known.sort !== placed.sort
        Object.assign(known, placed)
        continue
      }
      if (known) leave.add(known)
      come.set(placed.key, placed)
      this.#byKey.set(placed.key, placed)
    }
    for (const key of gone) {
      const known = this.#byKey.get(key)
      if (known) leave.add(known)
      this.#byKey.delete(key)
      come.delete(key)
    }
    this.#move(leave, [...come.values()], held)
  }

  #move(leave: ReadonlySet<Placed<T>>, come: Placed<T>[], held: boolean) {
    if (leave.size > 0) this.#placed = this.#placed.filter((placed) => !leave.has(placed))
    if (come.length === 0) return
    if (held) this.#untidy = true
    this.#placed = held ? [...this.#placed, ...come] : merge(this.#placed, come.sort(this.#compare), this.#compare)
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
