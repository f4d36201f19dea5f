import type { QueueId } from '../gen/QueueId'
import type { SessionId } from '../gen/SessionId'
import type { QueueRow } from '../gen/QueueRow'
import type { QueuesPatch } from '../gen/QueuesPatch'
import type { RemovedRow } from '../gen/RemovedRow'
import type { WaitingRow } from '../gen/WaitingRow'
import type { Host } from '../host/host'
import { Announcer } from './announcer.svelte'
import type { Clock } from './clock.svelte'
import type { Connection } from './connection.svelte'
import { HeldOrder } from './heldOrder'
import { matches, sortWaiting, type QueueSort } from './queueOrder'
import { urgency, type Urgency } from './waiting'

/** How long a row that a colleague took stays, saying so, in milliseconds. */
const TAKEN_STAYS = 3000
/** How often the order follows the running waits, in milliseconds. */
const SORT_EVERY = 5000

/** A line of the waiting list. */
export interface WaitingLine {
  row: WaitingRow
  /** Who took it just now; such a line cannot be accepted and goes by itself. */
  takenBy?: string
}

/**
 * Topic `queues`, and how this window looks at it: the chosen queue, the sort, the filter.
 * While the pointer or the focus is in the list the order stands still.
 */
export class Queues {
  loaded = $state(false)
  queues = $state.raw<readonly QueueRow[]>([])
  chosen = $state<QueueId>()
  sort = $state<QueueSort>('urgent')
  filter = $state('')
  held = $state(false)
  /** The waiting session that is to be marked and brought into sight. */
  wanted = $state<SessionId>()
  readonly announcer = new Announcer()

  readonly total = $derived(this.queues.reduce((sum, queue) => sum + queue.count, 0))
  readonly lines: readonly WaitingLine[] = $derived.by(() => this.#arrange())
  /** Whether any queue holds a session past its target. */
  readonly anyOverdue = $derived(this.queues.some((queue) => this.queueUrgency(queue) === 'overdue'))

  #rows = new Map<string, WaitingRow>()
  #taken = new Map<string, { line: WaitingLine; timer: ReturnType<typeof setTimeout> }>()
  #version = $state(0)
  #order = new HeldOrder()
  readonly #sortTick = $derived.by(() => Math.floor(this.clock.now / SORT_EVERY))
  readonly #host: Host

  constructor(
    host: Host,
    private readonly clock: Clock,
    private readonly connection: Connection,
  ) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    return this.#host.subscribe('queues', (payload) => {
      if (payload.kind === 'queues') this.#replace(payload.value)
      else if (payload.kind === 'queues_patch') this.#patch(payload.value)
    })
  }

  /** Asks for a waiting session to be marked and brought into sight; says whether it waits. */
  reveal(lsid: SessionId): boolean {
    const row = this.#rows.get(lsid)
    if (!row) return false
    if (this.chosen !== undefined && this.chosen !== row.queue) this.chosen = undefined
    this.filter = ''
    this.wanted = lsid
    return true
  }

  /** A waiting session, where it waits. */
  rowOf(lsid: SessionId): WaitingRow | undefined {
    void this.#version
    return this.#rows.get(lsid)
  }

  /** How long a session has waited, in milliseconds. */
  waited(row: WaitingRow): number {
    return this.connection.since(row.since, this.clock.now)
  }

  /** How urgent a waiting session is; one on hold is never. */
  urgencyOf(row: WaitingRow): Urgency {
    return row.held_by === null ? urgency(this.waited(row), row.target_s * 1000) : 'calm'
  }

  /** How urgent the longest wait of a queue is. */
  queueUrgency(queue: QueueRow): Urgency {
    return queue.longest_since === null ? 'calm' : urgency(this.longest(queue) ?? 0, queue.target_s * 1000)
  }

  /** The longest wait of a queue in milliseconds, where anybody waits. */
  longest(queue: QueueRow): number | undefined {
    return queue.longest_since === null ? undefined : this.connection.since(queue.longest_since, this.clock.now)
  }

  #replace(value: { loaded: boolean; queues: readonly QueueRow[]; waiting: readonly WaitingRow[] }) {
    this.#rows = new Map(value.waiting.map((row) => [row.lsid, row]))
    this.loaded = value.loaded
    this.queues = value.queues
    this.#version++
  }

  #patch(patch: QueuesPatch) {
    const arrived = patch.upsert.filter((row) => !this.#rows.has(row.lsid) && row.held_by === null).length
    const overdueBefore = this.#overdueQueues()
    for (const gone of patch.remove) this.#remove(gone)
    for (const row of patch.upsert) {
      this.#rows.set(row.lsid, row)
      this.#forgetTaken(row.lsid)
    }
    this.loaded = patch.loaded
    this.queues = patch.queues
    this.#version++
    this.announcer.note(arrived, Math.max(0, this.#overdueQueues() - overdueBefore))
  }

  #overdueQueues() {
    return this.queues.filter((queue) => this.queueUrgency(queue) === 'overdue').length
  }

  #remove(gone: RemovedRow) {
    const row = this.#rows.get(gone.lsid)
    this.#rows.delete(gone.lsid)
    if (!row || gone.taken_by === null) return
    const timer = setTimeout(() => this.#forgetTaken(gone.lsid), TAKEN_STAYS)
    this.#taken.set(gone.lsid, { line: { row, takenBy: gone.taken_by }, timer })
  }

  #forgetTaken(lsid: string) {
    clearTimeout(this.#taken.get(lsid)?.timer)
    if (this.#taken.delete(lsid)) this.#version++
  }

  #arrange(): readonly WaitingLine[] {
    void this.#version
    void this.#sortTick
    const shown = (row: WaitingRow) =>
      (this.chosen === undefined || row.queue === this.chosen) && (!this.filter.trim() || matches(row, this.filter.trim()))
    const lines = new Map<string, WaitingLine>()
    const rows = [...this.#rows.values(), ...[...this.#taken.values()].map(({ line }) => line.row)].filter(shown)
    const sorted = sortWaiting(rows, this.sort, Date.now() + this.#offset())
    for (const row of sorted) lines.set(row.lsid, this.#taken.get(row.lsid)?.line ?? { row })
    const order = this.#order.next([...lines.keys()], this.held)
    return order.map((lsid) => lines.get(lsid)).filter((line) => line !== undefined)
  }

  #offset() {
    return -this.connection.local(0)
  }
}
