import type { Activity } from '../gen/Activity'
import type { DashboardChange } from '../gen/DashboardChange'
import type { DashboardPatch } from '../gen/DashboardPatch'
import type { DashboardView } from '../gen/DashboardView'
import type { PersonLevel } from '../gen/PersonLevel'
import type { QueueLevel } from '../gen/QueueLevel'
import type { SessionLevel } from '../gen/SessionLevel'
import { lsid } from './testData'

/** A queue in which nobody waits. */
export const queueLevel = (queue: string, more: Partial<QueueLevel> = {}): QueueLevel => ({
  queue, name: queue, target_s: 300, warning_s: null, critical_s: null, waiting: 0, longest_since: null,
  accepted: 0, in_target: 0, abandoned: 0, median_ms: null, free: 0, online: 0, ...more,
})

/** A representative of team 1 who is available. */
export const person = (id: number, name: string, more: Partial<PersonLevel> = {}): PersonLevel => ({
  id, name, teams: [{ team: 1, role: 'member' }], presence: 'available', auto: null, presence_since: 0, idle_since: null,
  sessions: 0, max_sessions: 3, handled: 0, handling_ms: null, ...more,
})

/** A session of team 1's queue that representative 8, Bram, has. */
export const live = (n: number, customer: string, more: Partial<SessionLevel> = {}): SessionLevel => ({
  lsid: lsid(n), customer, presence: { kind: 'here' }, issue: null, channel: 'browser_desktop', queue: 'team:1',
  standing: { kind: 'active', owner: 8, name: 'Bram', since: 0 }, others: [], doing: 'chat', recording: 'not_asked', created_at: 0, ...more,
})

/** A session that waits in team 1's queue. */
export const waits = (n: number, customer: string, since: number, more: Partial<SessionLevel> = {}): SessionLevel =>
  live(n, customer, { standing: { kind: 'waiting', since, offered_to: null }, created_at: since, ...more })

/** Something that has happened. */
export const happened = (id: number, what: Activity['what'], more: Partial<Activity> = {}): Activity => ({ id, at: 0, what, lsid: null, queue: null, ...more })

/** Topic `dashboard` of somebody who leads team 1, with nothing in it. */
export const dashboardView = (more: Partial<DashboardView> = {}): DashboardView => ({
  led: [{ team: 1, role: 'lead' }], span: 'day', loaded: true, stale: false, queues: [], people: [], sessions: [],
  series: [], activity: [], busy: [], heard_at: 0, ...more,
})

/** A change of it. */
export const dashboardChange = (patch: Partial<DashboardPatch>, more: Partial<DashboardChange> = {}): DashboardChange => ({
  patch: { queues: [], people: [], sessions: [], gone: [], series: [], activity: [], ...patch },
  stale: false, busy: [], heard_at: 0, ...more,
})
