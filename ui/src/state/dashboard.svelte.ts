import type { Activity } from '../gen/Activity'
import type { DashboardChange } from '../gen/DashboardChange'
import type { DashboardPatch } from '../gen/DashboardPatch'
import type { DashboardView } from '../gen/DashboardView'
import type { LedTeam } from '../gen/LedTeam'
import type { PersonLevel } from '../gen/PersonLevel'
import type { QueueId } from '../gen/QueueId'
import type { QueueLevel } from '../gen/QueueLevel'
import type { RepresentativeId } from '../gen/RepresentativeId'
import type { SessionId } from '../gen/SessionId'
import type { SessionLevel } from '../gen/SessionLevel'
import type { Span } from '../gen/Span'
import type { TeamId } from '../gen/TeamId'
import type { WaitPoint } from '../gen/WaitPoint'
import type { Host } from '../host/host'
import { Incoming } from './dashboardIncoming'
import { PeopleTable } from './dashboardPeople.svelte'
import { SessionTable } from './dashboardSessions.svelte'
import { activityGroups, spanMs, type ActivityGroup } from './dashboardWords'
import { fold } from './search'

/** The most lines of activity that are kept. */
const ACTIVITY = 100

/** How far apart the parts of a large change are, in milliseconds: each in a frame of its own. */
const APART = 20

const nothing: DashboardView = { led: [], span: 'day', loaded: false, stale: false, queues: [], people: [], sessions: [], series: [], activity: [], busy: [], heard_at: null }

/** What a supervisor was about to do, for the dialog that says what it means. */
export type DashboardDialog =
  | { kind: 'monitor' | 'join' | 'take_over' | 'pass' | 'assign'; lsid: SessionId }
  | { kind: 'sign_out'; who: RepresentativeId }
  | { kind: 'broadcast'; team?: TeamId | undefined }

/** The queue of a team. */
export const teamQueue = (team: TeamId): QueueId => `team:${team}`

/**
 * Topic `dashboard`: the own teams, live, and how this window looks at them. Changes are taken over by
 * key; what is derived from them is worked out once for each change, and only where it shows.
 */
export class Dashboard {
  /** The teams that the reader leads; none: the reader is no supervisor. */
  led = $state.raw<readonly LedTeam[]>([])
  loaded = $state(false)
  stale = $state(false)
  /** What the numbers are about. */
  span = $state<Span>('day')
  /** Only this team; all of them where there is none. */
  team = $state<TeamId>()
  heardAt = $state.raw<number | null>(null)
  series = $state.raw<readonly WaitPoint[]>([])
  activity = $state.raw<readonly Activity[]>([])
  busy = $state.raw<ReadonlySet<SessionId>>(new Set())
  /** Only activity of this group. */
  activityGroup = $state<ActivityGroup>()
  dialog = $state.raw<DashboardDialog>()
  /** The chart as a table. */
  asTable = $state(false)
  #queues = $state.raw<ReadonlyMap<QueueId, QueueLevel>>(new Map())
  #names = $state.raw<ReadonlyMap<QueueId, string>>(new Map())
  /** What does not show yet, and the time of its next part. */
  #incoming = new Incoming()
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #host: Host

  readonly people: PeopleTable = new PeopleTable((person) => this.team === undefined || person.teams.some(({ team }) => team === this.team))
  readonly sessions: SessionTable = new SessionTable({ queueName: (queue) => this.queueName(queue), inSight: () => this.#inSight() })
  /** The queues of the teams that are looked at: personal, teams by name, general. */
  readonly queues: readonly QueueLevel[] = $derived(this.#sorted().filter(({ queue }) => this.team === undefined || queue === teamQueue(this.team)))
  /** Whether nothing is known of anything. */
  readonly blank: boolean = $derived(this.#queues.size === 0 && this.people.all.length === 0 && this.sessions.count === 0)
  /** What has happened that is looked at, newest first. */
  readonly happened: readonly Activity[] = $derived(this.#happened())

  constructor(host: Host) {
    this.#host = host
  }

  /** Starts listening; returns what stops it. */
  start(): () => void {
    const end = this.#host.subscribe('dashboard', (payload) => {
      if (payload.kind === 'dashboard') this.#replace(payload.value)
      else if (payload.kind === 'dashboard_patch') this.#patch(payload.value)
    })
    return () => {
      end()
      // Whoever signs in next may lead other teams, or none.
      this.#replace(nothing)
      Object.assign(this, { team: undefined, dialog: undefined, activityGroup: undefined })
    }
  }

  /** The dashboard is looked at, or no longer. */
  watch(on: boolean) {
    this.#host.dispatch({ type: 'watch_dashboard', span: on ? this.span : null }).catch(() => undefined)
  }

  /** What a queue is called: its name where it is among those that are seen. */
  queueName(queue: QueueId): string {
    const known = this.#names.get(queue)
    if (known !== undefined) return known
    if (queue === 'general') return 'General'
    const person = /^rep:(\d+)$/.exec(queue)?.[1]
    const name = person === undefined ? undefined : this.people.get(Number(person))?.name
    return name === undefined ? 'Another queue' : `Personal, ${name}`
  }

  /** Opens what is to be decided. */
  ask(dialog: DashboardDialog) {
    this.dialog = dialog
  }

  #sorted(): QueueLevel[] {
    const rank = (queue: QueueId) => (queue.startsWith('rep:') ? 0 : queue === 'general' ? 2 : 1)
    const key = ({ queue, name }: QueueLevel) => `${rank(queue)} ${fold(name)}`
    return [...this.#queues.values()].map((level) => ({ level, key: key(level) })).sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ level }) => level)
  }

  #inSight(): ((row: SessionLevel) => boolean) | undefined {
    const { team } = this
    if (team === undefined) return undefined
    const own = teamQueue(team)
    return ({ queue, standing }) => {
      if (queue === own) return true
      if (standing.kind === 'waiting') return false
      const holder: PersonLevel | undefined = this.people.get(standing.kind === 'active' ? standing.owner : standing.by)
      return holder?.teams.some((one) => one.team === team) ?? false
    }
  }

  #happened(): readonly Activity[] {
    const { activityGroup: group, team } = this
    if (group === undefined && team === undefined) return this.activity
    const here = team === undefined ? undefined : teamQueue(team)
    return this.activity.filter(({ what, queue }) => (group === undefined || activityGroups[what.kind] === group) && (here === undefined || queue === null || queue === here))
  }

  #replace(view: DashboardView) {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#incoming = new Incoming()
    this.led = view.led
    if (this.team !== undefined && !view.led.some(({ team }) => team === this.team)) this.team = undefined
    this.loaded = view.loaded
    this.stale = view.stale
    this.heardAt = view.heard_at
    this.#takeQueues(new Map(view.queues.map((level) => [level.queue, level])))
    this.people.replace(view.people)
    this.sessions.replace(view.sessions)
    this.series = view.series
    this.activity = view.activity
    this.busy = new Set(view.busy)
  }

  #patch({ patch, stale, busy, heard_at }: DashboardChange) {
    this.stale = stale
    this.heardAt = heard_at
    if (busy.length > 0 || this.busy.size > 0) this.busy = new Set(busy)
    this.#incoming.add(patch)
    // What is on its way goes on in its own time: the change has joined it.
    if (this.#timer !== undefined) return
    if (this.#incoming.small) this.#take(this.#incoming.all())
    else this.#next()
  }

  /** Lets the next part show, and each after it a frame later. */
  #next() {
    this.#take(this.#incoming.part())
    this.#timer = this.#incoming.empty ? undefined : setTimeout(() => this.#next(), APART)
  }

  #take({ queues, people, sessions, gone, series, activity }: DashboardPatch) {
    if (queues.length > 0) this.#takeQueues(new Map([...this.#queues, ...queues.map((level) => [level.queue, level] as const)]))
    this.people.patch(people)
    this.sessions.patch(sessions, gone)
    if (series.length > 0) this.series = joined(this.series, series, spanMs[this.span].whole)
    if (activity.length > 0) this.activity = newest(this.activity, activity)
  }

  /** Names change seldom, and much hangs on them: they are others only where one is. */
  #takeQueues(queues: ReadonlyMap<QueueId, QueueLevel>) {
    this.#queues = queues
    const known = this.#names
    if (queues.size === known.size && [...queues.values()].every(({ queue, name }) => known.get(queue) === name)) return
    this.#names = new Map([...queues.values()].map(({ queue, name }) => [queue, name]))
  }
}

/** Points with new and changed ones; what is older than the span falls out. */
function joined(points: readonly WaitPoint[], news: readonly WaitPoint[], span: number): WaitPoint[] {
  const all = new Map(points.map((point) => [point.at, point]))
  for (const point of news) all.set(point.at, point)
  const sorted = [...all.values()].sort((a, b) => a.at - b.at)
  const last = sorted.at(-1)?.at ?? 0
  return sorted.filter(({ at }) => at > last - span)
}

/** What has happened with what is new of it, newest first, nothing twice. */
function newest(known: readonly Activity[], news: readonly Activity[]): Activity[] {
  const fresh = new Set(news.map(({ id }) => id))
  return [...news, ...known.filter(({ id }) => !fresh.has(id))].slice(0, ACTIVITY)
}
