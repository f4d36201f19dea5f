import type { FileEntry } from '../gen/FileEntry'
import type { FileName } from '../gen/FileName'

/** What is chosen in a folder, by name. */
export class Selection {
  #chosen = $state.raw<ReadonlyMap<FileName, FileEntry>>(new Map())
  /** Where a range begins. */
  anchor = 0

  /** The chosen entries, in the order of choosing. */
  readonly entries: readonly FileEntry[] = $derived([...this.#chosen.values()])

  /** How many are chosen. */
  get size() {
    return this.#chosen.size
  }

  /** Bytes of the chosen files, and whether a folder's are missing in that. */
  readonly bytes: number = $derived(this.entries.reduce((sum, entry) => sum + (entry.size ?? 0), 0))

  /** Whether an entry is chosen. */
  has(entry: FileEntry): boolean {
    return this.#chosen.has(entry.name)
  }

  /** Chooses exactly these. */
  set(entries: readonly FileEntry[]) {
    this.#chosen = new Map(entries.map((entry) => [entry.name, entry]))
  }

  /** Chooses one more, or one less. */
  toggle(entry: FileEntry) {
    const next = new Map(this.#chosen)
    if (!next.delete(entry.name)) next.set(entry.name, entry)
    this.#chosen = next
  }

  /** Chooses nothing. */
  clear() {
    if (this.#chosen.size > 0) this.#chosen = new Map()
  }
}
