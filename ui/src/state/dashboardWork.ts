import type { Presence } from '../gen/Presence'
import type { QueueId } from '../gen/QueueId'
import type { RepresentativeId } from '../gen/RepresentativeId'
import type { SessionLevel } from '../gen/SessionLevel'
import type { TeamId } from '../gen/TeamId'
import type { UiError } from '../gen/UiError'
import type { Console } from './console.svelte'
import type { SteppedInto } from './dashboardDialogs'
import { dashboardCsv } from './dashboardExport'
import { possessive } from './dashboardWords'

/** What a supervisor can do with a running session, in the order of the row. */
export type SessionDeed = 'monitor' | 'join' | 'take_over' | 'pass' | 'assign'

/** What each is called, and the key of the marked row. */
export const sessionDeeds: Record<SessionDeed, { label: string; key: string }> = {
  monitor: { label: 'Monitor', key: 'M' },
  join: { label: 'Join', key: 'J' },
  take_over: { label: 'Take over', key: 'O' },
  pass: { label: 'Transfer', key: 'T' },
  assign: { label: 'Assign', key: 'T' },
}

/** What can be done with a session that waits, and with one that somebody has. */
export const deedsOf = ({ standing }: SessionLevel): readonly SessionDeed[] =>
  standing.kind === 'waiting' ? ['assign', 'pass'] : ['monitor', 'join', 'take_over', 'pass']

/** The deed of a key on the marked row. */
export function deedOfKey(key: string, row: SessionLevel): SessionDeed | undefined {
  const pressed = key.toUpperCase()
  if (pressed === 'T') return row.standing.kind === 'waiting' ? 'assign' : 'pass'
  return (['monitor', 'join', 'take_over'] as const).find((deed) => sessionDeeds[deed].key === pressed)
}

/** Why something cannot be done with a session now, where it cannot. */
export function deedReason(console: Console, deed: SessionDeed, row: SteppedInto): string | undefined {
  const { dashboard } = console
  if (!console.connection.online || (dashboard.stale && console.page === 'supervisor')) return 'There is no connection'
  if (dashboard.busy.has(row.lsid)) return 'Something is being asked of it'
  const { standing } = row
  if (deed === 'assign') return standing.kind === 'waiting' ? undefined : 'Somebody has it'
  if (deed === 'pass') return undefined
  if (standing.kind === 'waiting') return 'Nobody has it yet'
  const me = console.app.signedIn?.me.id
  if (standing.kind === 'active' && standing.owner === me) return 'It is your own'
  const part = console.sessions.tabs.find((tab) => tab.lsid === row.lsid)?.part
  if (deed === 'take_over') return standing.kind === 'held' ? 'It is on hold' : undefined
  if (part === 'participant') return 'You take part already'
  return deed === 'monitor' && part === 'monitor' ? 'You see it already' : undefined
}

/** Opens the dialog of a deed, if it can be done; says whether. */
export function begin(console: Console, deed: SessionDeed, row: SessionLevel): boolean {
  if (deedReason(console, deed, row) !== undefined) return false
  console.dashboard.ask({ kind: deed, lsid: row.lsid })
  return true
}

/** Sends what was decided in a dialog; the dialog goes when it was taken up. */
export function dashboardWork(console: Console) {
  const send = async (title: string, command: Parameters<Console['ask']>[1]) => {
    const taken = await console.ask(title, command)
    if (taken) console.dashboard.dialog = undefined
    return taken
  }
  const whose = (row: SteppedInto) => `${possessive(row.customer)} session`
  return {
    monitor: (row: SteppedInto, seen: boolean) => {
      console.watchedFromDashboard = row.lsid
      return send(`${whose(row)} cannot be seen`, { type: 'monitor_session', lsid: row.lsid, seen })
    },
    join: (row: SteppedInto) => send(`${whose(row)} could not be joined`, { type: 'join_session', lsid: row.lsid }),
    takeOver: (row: SteppedInto, from: RepresentativeId) => send(`${whose(row)} was not taken over`, { type: 'take_over', lsid: row.lsid, from }),
    assign: (row: SessionLevel, to: RepresentativeId) => send(`${row.customer} was not assigned`, { type: 'assign_session', lsid: row.lsid, to }),
    pass: (row: SessionLevel, to: QueueId, note: string) =>
      send(`${row.customer} was not passed on`, { type: 'transfer_session', lsid: row.lsid, to, note: note.trim() || null, stay: false }),
    presence: (who: RepresentativeId, presence: Presence) => send('The status could not be set', { type: 'set_presence_of', who, presence }),
    signOut: (who: RepresentativeId) => send('Signing out did not work', { type: 'sign_out_colleague', who }),
    broadcast: (teams: readonly TeamId[], text: string) => send('Nobody was told', { type: 'broadcast', teams: [...teams], text }),
  }
}

/** Saves the numbers that are looked at where the representative chooses. */
export async function exportNumbers(console: Console) {
  const { dashboard, host, toasts } = console
  const text = dashboardCsv({ queues: dashboard.queues, people: dashboard.people.shown.rows, series: dashboard.series })
  const day = new Date(console.clock.now).toISOString().slice(0, 10)
  try {
    const where = await host.saveText(`Queues and representatives, ${day}.csv`, text)
    if (where !== null) toasts.tell('ok', 'Saved', where)
  } catch (error) {
    toasts.refused('The numbers were not saved', error as UiError)
  }
}

/** Somebody or some queue that a session can be given to. */
export interface Receiver {
  /** A queue; a colleague by the personal one. */
  to: QueueId
  who?: RepresentativeId
  name: string
  /** It is the reader. */
  own?: boolean
  /** Readiness, or how many of a queue are free. */
  note: string
  presence?: Presence
  /** How many of a queue are free. */
  free?: number
  reason?: string
}

const unready: Record<Presence, string | undefined> = { available: undefined, busy: 'Busy', away: 'Away', offline: 'Offline' }

/** The led teams' representatives, those who are free and have the fewest sessions first. */
export function representatives(console: Console, words: readonly string[] = []): Receiver[] {
  const { dashboard } = console
  const me = console.app.signedIn
  const known = dashboard.people.all.map((one): Receiver & { load: number } => {
    const full = one.max_sessions !== null && one.sessions >= one.max_sessions
    const load = one.sessions
    const reason = unready[one.presence] ?? (full ? 'Full' : undefined)
    const note = one.max_sessions === null ? countOf(load) : `${load} of ${one.max_sessions} sessions`
    return { to: `rep:${one.id}`, who: one.id, name: one.name, note, presence: one.presence, load, ...(reason ? { reason } : {}) }
  })
  const self = me && !known.some(({ who }) => who === me.me.id)
    ? [{ to: `rep:${me.me.id}`, who: me.me.id, name: me.me.name, own: true, note: '', presence: me.presence, load: 0, ...(unready[me.presence] ? { reason: unready[me.presence] as string } : {}) }]
    : []
  const order = (one: { reason?: string; load: number }) => (one.reason ? 1e6 : 0) + one.load
  return [...known, ...self].filter(({ name }) => words.every((word) => name.toLowerCase().includes(word))).sort((a, b) => order(a) - order(b) || (a.name < b.name ? -1 : 1))
}

/** The queues that a session can be passed to: those that are seen, and all teams. */
export function queuesFor(console: Console, from: QueueId, words: readonly string[] = []): Receiver[] {
  const { dashboard, colleagues } = console
  const seen: Receiver[] = dashboard.queues.filter(({ queue }) => !queue.startsWith('rep:')).map(({ queue, name, free, online }) => ({ to: queue, name, free, note: `${free} of ${online} free` }))
  const teams: Receiver[] = colleagues.view.teams.map(({ id, name, free }) => ({ to: `team:${id}`, name, free, note: `${free} free` }))
  const all = new Map([...teams, ...seen].map((one) => [one.to, one]))
  if (!all.has('general')) all.set('general', { to: 'general', name: 'General', note: '' })
  all.delete(from)
  return [...all.values()].filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
}

const countOf = (sessions: number) => (sessions === 1 ? '1 session' : `${sessions} sessions`)
