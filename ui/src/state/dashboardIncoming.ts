import type { Activity } from '../gen/Activity'
import type { DashboardPatch } from '../gen/DashboardPatch'
import type { PersonLevel } from '../gen/PersonLevel'
import type { QueueId } from '../gen/QueueId'
import type { QueueLevel } from '../gen/QueueLevel'
import type { RepresentativeId } from '../gen/RepresentativeId'
import type { SessionId } from '../gen/SessionId'
import type { SessionLevel } from '../gen/SessionLevel'
import type { WaitPoint } from '../gen/WaitPoint'

/** A change of at most so many rows is small enough to be taken over as it comes. */
const FEW = 40
/** So many sessions are taken over at once. */
const SESSIONS = 1000

/** How much there is of a kind, and the next part of it. */
type Kind = readonly [left: () => number, take: () => Partial<DashboardPatch>]

const nothing = (): DashboardPatch => ({ queues: [], people: [], sessions: [], gone: [], series: [], activity: [] })

/**
 * What has come for the dashboard and does not show yet. A large change is handed out in parts, each of
 * one kind and small enough for a frame; what comes meanwhile joins it, row by row, so that nobody sees
 * more parts than there are rows, and never an older row after a newer one.
 */
export class Incoming {
  #queues = new Map<QueueId, QueueLevel>()
  #people = new Map<RepresentativeId, PersonLevel>()
  /** Sessions that are gone stand for nothing. */
  #sessions = new Map<SessionId, SessionLevel | undefined>()
  #series = new Map<number, WaitPoint>()
  #activity: readonly Activity[] = []
  #turn = 0
  readonly #kinds: readonly Kind[] = [
    [() => this.#queues.size, () => ({ queues: drained(this.#queues) })],
    [() => this.#people.size, () => ({ people: drained(this.#people) })],
    [() => this.#sessions.size, () => this.#someSessions(SESSIONS)],
    [() => this.#series.size + this.#activity.length, () => this.#times()],
  ]

  /** Takes what is different in addition to what there is. */
  add({ queues, people, sessions, gone, series, activity }: DashboardPatch) {
    for (const one of queues) this.#queues.set(one.queue, one)
    for (const one of people) this.#people.set(one.id, one)
    for (const one of sessions) this.#sessions.set(one.lsid, one)
    for (const lsid of gone) this.#sessions.set(lsid, undefined)
    for (const one of series) this.#series.set(one.at, one)
    if (activity.length > 0) this.#activity = [...activity, ...this.#activity]
  }

  /** Whether nothing is left. */
  get empty(): boolean {
    return this.#kinds.every(([left]) => left() === 0)
  }

  /** Whether all of it may show at once. */
  get small(): boolean {
    return this.#queues.size + this.#people.size + this.#sessions.size <= FEW
  }

  /** The next part: each kind in its turn, so that none waits behind one that never ends. */
  part(): DashboardPatch {
    for (let tries = 0; tries < this.#kinds.length; tries++) {
      const [left, take] = this.#kinds[this.#turn++ % this.#kinds.length] as Kind
      if (left() > 0) return { ...nothing(), ...take() }
    }
    return nothing()
  }

  /** All of it. */
  all(): DashboardPatch {
    return { queues: drained(this.#queues), people: drained(this.#people), ...this.#someSessions(Infinity), ...this.#times() }
  }

  #someSessions(most: number): Pick<DashboardPatch, 'sessions' | 'gone'> {
    const sessions: SessionLevel[] = []
    const gone: SessionId[] = []
    for (const [lsid, one] of this.#sessions) {
      if (sessions.length + gone.length >= most) break
      this.#sessions.delete(lsid)
      if (one) sessions.push(one)
      else gone.push(lsid)
    }
    return { sessions, gone }
  }

  #times(): Pick<DashboardPatch, 'series' | 'activity'> {
    const activity = [...this.#activity]
    this.#activity = []
    return { series: drained(this.#series), activity }
  }
}

function drained<K, V>(map: Map<K, V>): V[] {
  const values = [...map.values()]
  map.clear()
  return values
}
