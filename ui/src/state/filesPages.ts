import type { FileEntry } from '../gen/FileEntry'

/** How many entries are asked for at once. */
export const PAGE = 200
/** How many pages beyond those in sight are kept, on either side. */
const SPARE = 2

/** The entries of a folder that are known: whole pages round what is in sight. */
export class Pages {
  readonly #pages = new Map<number, readonly FileEntry[]>()

  /** The entry at a place, if its page is kept. */
  at(index: number): FileEntry | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE]
  }

  /** A page by its number, if it is kept. */
  page(page: number): readonly FileEntry[] | undefined {
    return this.#pages.get(page)
  }

  /** Takes a page over. */
  put(page: number, entries: readonly FileEntry[]) {
    this.#pages.set(page, entries)
  }

  /** The pages that some places lie on and that are not kept, from `first` up to, not including, `end`. */
  missing(first: number, end: number): number[] {
    return pagesOf(first, end).filter((page) => !this.#pages.has(page))
  }

  /** Forgets what is far from some places. */
  keepNear(first: number, end: number) {
    const from = Math.floor(first / PAGE) - SPARE
    const to = Math.floor(Math.max(first, end - 1) / PAGE) + SPARE
    for (const page of this.#pages.keys()) if (page < from || page > to) this.#pages.delete(page)
  }

  /** Forgets everything. */
  clear() {
    this.#pages.clear()
  }

  /** The place of a name among what is kept, or -1. */
  indexOf(name: string): number {
    for (const [page, entries] of this.#pages) {
      const index = entries.findIndex((entry) => entry.name === name)
      if (index >= 0) return page * PAGE + index
    }
    return -1
  }

  /** How many entries are kept. */
  get size(): number {
    let sum = 0
    for (const entries of this.#pages.values()) sum += entries.length
    return sum
  }
}

/** The numbers of the pages that some places lie on. */
export function pagesOf(first: number, end: number): number[] {
  const from = Math.floor(first / PAGE)
  const count = end > first ? Math.floor((end - 1) / PAGE) - from + 1 : 0
  return Array.from({ length: count }, (_, n) => from + n)
}
