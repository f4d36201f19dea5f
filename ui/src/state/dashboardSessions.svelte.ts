import type { QueueId } from '../gen/QueueId'
import type { SessionId } from '../gen/SessionId'
import type { SessionLevel } from '../gen/SessionLevel'
import { OrderedRows, type SortKey } from './dashboardOrder'
import { doingWords } from './dashboardWords'
import { fold, queryWords } from './search'

/** What running sessions can be ordered by. */
export type SessionColumn = 'customer' | 'issue' | 'queue' | 'representative' | 'doing' | 'length'

/** Which of the running sessions show. */
export type SessionTab = 'live' | 'waiting'

/** Sorts behind every word: what has none. */
const NOTHING = '\uffff'

/** Who has a session, or to whom it is offered; nobody where neither is so. */
export function holderOf({ standing }: Pick<SessionLevel, 'standing'>): string | undefined {
  return standing.kind === 'waiting' ? (standing.offered_to ?? undefined) : standing.name
}

/** Since when a session waits; for one that somebody has, when it began. */
export const beganAt = (row: SessionLevel): number => (row.standing.kind === 'waiting' ? row.standing.since : row.created_at)

/** What the table asks of the rest of the dashboard. */
export interface SessionPlace {
  queueName(queue: QueueId): string
  /** Whether a session is of the team that is looked at; nothing where all teams are. */
  inSight(): ((row: SessionLevel) => boolean) | undefined
}

/** The table of running sessions: which of them show, in which order. */
export class SessionTable {
  tab = $state<SessionTab>('live')
  query = $state('')
  /** Only this queue's. */
  queue = $state<QueueId>()
  /** The row of the keyboard. */
  cursor = $state<SessionId>()
  column = $state<SessionColumn>('length')
  down = $state(true)
  #version = $state(0)
  #held = false
  readonly #rows: OrderedRows<SessionLevel>
  readonly #byId = new Map<SessionId, SessionLevel>()
  readonly #texts = new WeakMap<SessionLevel, string>()

  constructor(private readonly place: SessionPlace) {
    this.#rows = new OrderedRows((row) => row.lsid, (row) => this.#sortKey(row), true)
  }

  /** What shows, and how many there would be in either tab without a search. */
  readonly shown = $derived.by(() => this.#choose())
  /** Since when each queue's customers wait, the longest first. */
  readonly waits: ReadonlyMap<QueueId, readonly number[]> = $derived.by(() => this.#waits())

  /** How many there are in all. */
  get count(): number {
    void this.#version
    return this.#byId.size
  }

  /** A running session, where it is among those that are seen. */
  get(lsid: SessionId): SessionLevel | undefined {
    void this.#version
    return this.#byId.get(lsid)
  }

  /** Takes over other sessions. */
  replace(rows: readonly SessionLevel[]) {
    this.#byId.clear()
    for (const row of rows) this.#byId.set(row.lsid, row)
    this.#rows.replace(rows)
    this.#version++
  }

  /** Takes over what is different. */
  patch(changed: readonly SessionLevel[], gone: readonly SessionId[]) {
    if (changed.length === 0 && gone.length === 0) return
    for (const row of changed) this.#byId.set(row.lsid, row)
    for (const lsid of gone) this.#byId.delete(lsid)
    this.#rows.patch(changed, gone, this.#held)
    this.#version++
  }

  /** Orders by a column; by the same once more, the other way round. */
  sortBy(column: SessionColumn) {
    this.down = this.column === column ? !this.down : column === 'length'
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
    void this.#version
    const words = queryWords(this.query)
    const rows: SessionLevel[] = []
    let live = 0
    let waiting = 0
    const { tab, queue } = this
    const inSight = this.place.inSight()
    this.#rows.each((row) => {
      if ((queue !== undefined && row.queue !== queue) || (inSight && !inSight(row))) return
      const waits = row.standing.kind === 'waiting'
      if (waits) waiting++
      else live++
      if (waits === (tab === 'waiting') && (words.length === 0 || this.#has(row, words))) rows.push(row)
    })
    return { rows, live, waiting }
  }

  #has(row: SessionLevel, words: readonly string[]): boolean {
    let text = this.#texts.get(row)
    if (text === undefined) {
      text = fold([row.customer, row.issue, this.place.queueName(row.queue), holderOf(row), ...row.others].filter(Boolean).join('\n'))
      this.#texts.set(row, text)
    }
    return words.every((word) => text.includes(word))
  }

  #waits() {
    void this.#version
    const waits = new Map<QueueId, number[]>()
    this.#rows.each(({ standing, queue }) => {
      if (standing.kind !== 'waiting') return
      const known = waits.get(queue)
      if (known) known.push(standing.since)
      else waits.set(queue, [standing.since])
    })
    for (const moments of waits.values()) moments.sort((a, b) => a - b)
    return waits
  }

  #sortKey(row: SessionLevel): SortKey {
    switch (this.column) {
      case 'customer':
        return fold(row.customer)
      case 'issue':
        return row.issue === null ? NOTHING : fold(row.issue)
      case 'queue':
        return fold(this.place.queueName(row.queue))
      case 'representative':
        return fold(holderOf(row) ?? NOTHING)
      case 'doing':
        return row.standing.kind === 'held' ? NOTHING : doingWords[row.doing]
      case 'length':
        return -beganAt(row)
    }
  }
}
