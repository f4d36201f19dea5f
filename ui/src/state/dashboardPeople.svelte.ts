import type { PersonLevel } from '../gen/PersonLevel'
import type { Presence } from '../gen/Presence'
import type { RepresentativeId } from '../gen/RepresentativeId'
import { OrderedRows, type SortKey } from './dashboardOrder'
import { fold, hasWords, queryWords } from './search'

/** What representatives can be ordered by. */
export type PersonColumn = 'name' | 'status' | 'sessions' | 'idle' | 'handling' | 'handled'

/** Which representatives show. */
export type PeopleFilter = 'all' | 'online' | Presence

/** Available ones first, whoever is not there last. */
const ranks: Record<Presence, number> = { available: 0, busy: 1, away: 2, offline: 3 }

/** The table of representatives: which of them show, in which order. */
export class PeopleTable {
  filter = $state<PeopleFilter>('all')
  query = $state('')
  column = $state<PersonColumn>('status')
  down = $state(false)
  /** The row of the keyboard. */
  cursor = $state<RepresentativeId>()
  #version = $state(0)
  #held = false
  readonly #rows: OrderedRows<PersonLevel>
  readonly #byId = new Map<RepresentativeId, PersonLevel>()

  constructor(private readonly inSight: (person: PersonLevel) => boolean) {
    this.#rows = new OrderedRows((row) => String(row.id), (row) => this.#sortKey(row))
  }

  /** Everybody who is known. */
  readonly all: readonly PersonLevel[] = $derived.by(() => {
    void this.#version
    return this.#rows.rows()
  })
  /** Who shows, and how many are connected and available. */
  readonly shown = $derived.by(() => this.#choose())

  /** A representative, where known. */
  get(id: RepresentativeId): PersonLevel | undefined {
    void this.#version
    return this.#byId.get(id)
  }

  /** Takes over others. */
  replace(rows: readonly PersonLevel[]) {
    this.#byId.clear()
    for (const row of rows) this.#byId.set(row.id, row)
    this.#rows.replace(rows)
    this.#version++
  }

  /** Takes over what is different. */
  patch(changed: readonly PersonLevel[]) {
    if (changed.length === 0) return
    for (const row of changed) this.#byId.set(row.id, row)
    this.#rows.patch(changed, [], this.#held)
    this.#version++
  }

  /** Orders by a column; by the same once more, the other way round. */
  sortBy(column: PersonColumn) {
    this.down = this.column === column ? !this.down : column !== 'name' && column !== 'status'
    this.column = column
    this.#rows.sortBy((row) => this.#sortKey(row), this.down)
    this.#version++
  }

  /** Lets the order stand still while somebody points at the rows, or follow again. */
  hold(held: boolean) {
    if (this.#held === held) return
    this.#held = held
    if (held) return
    this.#rows.patch([], [], false)
    this.#version++
  }

  #choose() {
    const words = queryWords(this.query)
    const rows: PersonLevel[] = []
    let online = 0
    let free = 0
    for (const row of this.all) {
      if (!this.inSight(row)) continue
      if (row.presence !== 'offline') online++
      if (row.presence === 'available') free++
      const fits = this.filter === 'all' || row.presence === this.filter || (this.filter === 'online' && row.presence !== 'offline')
      if (fits && (words.length === 0 || hasWords(row.name, words))) rows.push(row)
    }
    return { rows, online, free }
  }

  #sortKey(row: PersonLevel): SortKey {
    switch (this.column) {
      case 'name':
        return fold(row.name)
      case 'status':
        return `${ranks[row.presence]} ${fold(row.name)}`
      case 'sessions':
        return row.sessions
      case 'idle':
        return row.idle_since === null ? -Infinity : -row.idle_since
      case 'handling':
        return row.handling_ms ?? -1
      case 'handled':
        return row.handled
    }
  }
}
