/**
 * The heights of a long list's rows, and where each begins. Rows that were never drawn
 * count with an estimate. A Fenwick tree holds the sums, so that a measurement, "where
 * does row i begin" and "which row is at y" take O(log n) for any number of rows.
 */
export class RowHeights<T> {
  #rows: readonly T[] = []
  #heights = new Float64Array(64)
  #tree = new Float64Array(65)
  #count = 0

  constructor(
    private readonly estimate: number,
    private readonly key: (row: T) => unknown,
  ) {}

  /** How many rows there are. */
  get count() {
    return this.#count
  }

  /** The height of all rows together, in pixels. */
  get total() {
    return this.top(this.#count)
  }

  /** Where row `index` begins, in pixels from the top of the first row. */
  top(index: number): number {
    let sum = 0
    for (let i = Math.min(index, this.#count); i > 0; i -= i & -i) sum += this.#tree[i] ?? 0
    return sum
  }

  /** The height of row `index`. */
  height(index: number): number {
    return index < this.#count ? (this.#heights[index] ?? this.estimate) : this.estimate
  }

  /** The row at `y`; the first above the list, the last below it. */
  at(y: number): number {
    let index = 0
    let rest = y
    for (let step = this.#highestStep(); step > 0; step >>= 1) {
      const next = index + step
      const sum = this.#tree[next]
      if (next <= this.#count && sum !== undefined && sum <= rest) {
        index = next
        rest -= sum
      }
    }
    return Math.max(0, Math.min(index, this.#count - 1))
  }

  /** Notes that row `index` is `height` pixels high. Returns by how much it changed. */
  measure(index: number, height: number): number {
    const change = height - this.height(index)
    if (index >= this.#count || Math.abs(change) < 0.5) return 0
    this.#heights[index] = height
    for (let i = index + 1; i <= this.#count; i += i & -i) this.#tree[i] = (this.#tree[i] ?? 0) + change
    return change
  }

  /**
   * Takes over a new list of rows. Rows that stay keep their measured height, whether
   * rows came at the end, at the front or in between. Rows at the end cost only themselves.
   */
  sync(rows: readonly T[]) {
    const front = this.#sameFront(rows)
    if (front < this.#count) this.#refill(rows, front)
    else for (let i = front; i < rows.length; i++) this.#append(this.estimate)
    this.#rows = rows
  }

  /** The index of the row with a key, looked for first at `hint`. */
  indexOf(key: unknown, hint: number): number {
    const row = this.#rows[hint]
    if (row !== undefined && this.key(row) === key) return hint
    return this.#rows.findIndex((other) => this.key(other) === key)
  }

  #sameFront(rows: readonly T[]): number {
    const end = Math.min(rows.length, this.#count)
    for (let i = 0; i < end; i++) {
      const before = this.#rows[i] as T
      const now = rows[i] as T
      if (before !== now && this.key(before) !== this.key(now)) return i
    }
    return end
  }

  #refill(rows: readonly T[], front: number) {
    const known = new Map<unknown, number>()
    for (let i = front; i < this.#count; i++) known.set(this.key(this.#rows[i] as T), this.height(i))
    this.#count = front
    for (let i = front; i < rows.length; i++) this.#append(known.get(this.key(rows[i] as T)) ?? this.estimate)
  }

  #append(height: number) {
    if (this.#count === this.#heights.length) this.#grow()
    this.#heights[this.#count++] = height
    const at = this.#count
    let sum = height
    for (let i = at - 1; i > at - (at & -at); i -= i & -i) sum += this.#tree[i] ?? 0
    this.#tree[at] = sum
  }

  #grow() {
    const heights = new Float64Array(this.#heights.length * 2)
    heights.set(this.#heights)
    const tree = new Float64Array(heights.length + 1)
    tree.set(this.#tree)
    this.#heights = heights
    this.#tree = tree
  }

  #highestStep(): number {
    return this.#count === 0 ? 0 : 1 << Math.floor(Math.log2(this.#count))
  }
}

/** The rows to draw: from `first` up to, not including, `end`, starting at `top` pixels. */
export interface RowWindow {
  first: number
  end: number
  top: number
}

/** The rows that show in a viewport, with `spare` pixels drawn beyond either edge. */
export function rowWindow<T>(heights: RowHeights<T>, scrollTop: number, viewport: number, spare: number): RowWindow {
  if (heights.count === 0) return { first: 0, end: 0, top: 0 }
  const first = heights.at(Math.max(0, scrollTop - spare))
  const end = heights.at(scrollTop + viewport + spare) + 1
  return { first, end, top: heights.top(first) }
}
