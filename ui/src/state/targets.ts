import type { ColleagueRow } from '../gen/ColleagueRow'
import type { ColleaguesView } from '../gen/ColleaguesView'
import type { Presence } from '../gen/Presence'
import type { QueueId } from '../gen/QueueId'
import type { QueueRow } from '../gen/QueueRow'
import type { Session } from '../gen/Session'
import type { ShareWith } from '../gen/ShareWith'
import type { TeamRow } from '../gen/TeamRow'
import { passReason, readinessWords } from './readiness'
import { hasWords, queryWords } from './search'

/** Somebody or some queue that a session can be passed to or shared with, or cannot, with the reason. */
export interface Target<T> {
  /** Tells it from the others. */
  key: string
  group: 'Queues' | 'Teams' | 'Colleagues'
  name: string
  /** Words at the right edge: how many wait and are free, or the readiness. */
  note: string
  mark?: Presence
  reason?: string
  /** The reason in a sentence, for somebody who tries to choose it all the same. */
  refusal?: string
  value: T
}

/** Why a target cannot be chosen, briefly and in a sentence. */
type Refused = Pick<Target<never>, 'reason' | 'refusal'>

/** Where a session can be passed on to: the general queue, the teams, the colleagues. */
export function passTargets(view: ColleaguesView, queues: readonly QueueRow[], session: Session): Target<QueueId>[] {
  const here = session.state.kind === 'waiting' || session.state.kind === 'held' ? session.state.queue : undefined
  const waits = (id: QueueId) => queues.find((queue) => queue.id === id)?.count
  const queue = (id: QueueId, name: string, free?: number): Target<QueueId> => {
    const note = [countWords(waits(id), 'waiting'), countWords(free, 'free')].filter(Boolean).join(', ')
    return { key: id, group: 'Queues', name, note, value: id, ...(id === here ? waitsThere : {}) }
  }
  const person = (one: ColleagueRow): Target<QueueId> => {
    const id: QueueId = `rep:${one.id}`
    return { ...asColleague(one), key: id, value: id, ...(id === here ? waitsThere : notFree(one)) }
  }
  return [
    queue('general', 'General'),
    ...view.teams.map((team) => queue(`team:${team.id}`, team.name, othersFree(view, team))),
    ...sorted(view.people).map(person),
  ]
}

/** Whom a session can be shared with: the colleagues, and teams, of which whoever comes first takes part. */
export function shareTargets(view: ColleaguesView, session: Session): Target<ShareWith>[] {
  const invited = (with_: ShareWith) => session.shares.some(({ with: one }) => one.kind === with_.kind && one.id === with_.id)
  const person = (one: ColleagueRow): Target<ShareWith> => {
    const value: ShareWith = { kind: 'representative', id: one.id }
    const takesPart = session.participants.some(({ id }) => id === one.id)
    const refused = takesPart ? takesPartAlready(one.name) : invited(value) ? invitedAlready(one.name) : {}
    return { ...asColleague(one), key: `rep:${one.id}`, value, ...refused }
  }
  const team = (one: TeamRow): Target<ShareWith> => {
    const value: ShareWith = { kind: 'team', id: one.id }
    const note = `${othersFree(view, one)} free`
    return { key: `team:${one.id}`, group: 'Teams', name: one.name, note, value, ...(invited(value) ? invitedAlready(one.name) : {}) }
  }
  return [...sorted(view.people).map(person), ...view.teams.map(team)]
}

/** The targets that have every word of the query. */
export function findTargets<T>(targets: readonly Target<T>[], query: string): readonly Target<T>[] {
  const words = queryWords(query)
  return words.length === 0 ? targets : targets.filter((target) => hasWords(target.name, words))
}

const waitsThere: Refused = { reason: 'It waits there', refusal: 'The session waits there already.' }
const takesPartAlready = (name: string): Refused => ({ reason: 'Takes part already', refusal: `${name} takes part already.` })
const invitedAlready = (name: string): Refused => ({ reason: 'Invited already', refusal: `${name} is invited already.` })

function notFree({ name, presence, auto }: ColleagueRow): Refused {
  const reason = passReason(presence, auto)
  if (!reason) return {}
  const is = reason.charAt(0).toLowerCase() + reason.slice(1)
  return { reason, refusal: `${name} is ${is}. Sessions can be passed only to people who are available.` }
}

/** How many of a team are available, the reader aside: nobody passes a session on to themselves. */
const othersFree = ({ people }: ColleaguesView, { members }: TeamRow) =>
  people.filter(({ id, presence }) => presence === 'available' && members.includes(id)).length

function asColleague({ name, presence, auto }: ColleagueRow): Pick<Target<never>, 'group' | 'name' | 'note' | 'mark'> {
  return { group: 'Colleagues', name, note: readinessWords(presence, auto), mark: presence }
}

const ranks = { available: 0, busy: 1, away: 2, offline: 3 } as const

/** Who is there stands first; among them by name, as they come. */
const sorted = (people: readonly ColleagueRow[]) => [...people].sort((one, other) => ranks[one.presence] - ranks[other.presence])

const countWords = (count: number | undefined, what: string) => (count === undefined ? undefined : `${count} ${what}`)
