import type { Activity } from '../gen/Activity'
import type { AssignmentResponse } from '../gen/AssignmentResponse'
import type { AutoPresence } from '../gen/AutoPresence'
import type { Doing } from '../gen/Doing'
import type { Happening } from '../gen/Happening'
import type { Presence } from '../gen/Presence'
import type { Span } from '../gen/Span'
import { formatSpan } from './waiting'
import { presenceWords } from './words'

/** What is done in a session, in words. */
export const doingWords: Record<Doing, string> = {
  chat: 'Chat',
  elevating: 'Moving to app',
  asking: 'Asking',
  viewing: 'Viewing',
  control: 'In control',
  files: 'Files',
  info: 'System info',
}

/** What the numbers of a dashboard are about. */
export const spanWords: Record<Span, { label: string; step: string; total: string }> = {
  hour: { label: '1 h', step: 'per 5 minutes', total: 'the last hour' },
  day: { label: '24 h', step: 'per quarter hour', total: 'the last 24 hours' },
  week: { label: '7 days', step: 'per hour', total: 'the last 7 days' },
}

/** How long a span and its steps are, in milliseconds. */
export const spanMs: Record<Span, { whole: number; step: number }> = {
  hour: { whole: 3_600_000, step: 300_000 },
  day: { whole: 86_400_000, step: 900_000 },
  week: { whole: 604_800_000, step: 3_600_000 },
}

/** Readiness with what has set it: "Busy, full". */
export function readinessWords(presence: Presence, auto: AutoPresence | null): string {
  if (auto === 'full' && presence === 'busy') return 'Busy, full'
  return auto === 'idle' && presence === 'away' ? 'Away, idle' : presenceWords[presence]
}

/** A line of what has happened. `who` stands out from the text. */
export interface ActivityWords {
  tone: 'plain' | 'ok' | 'warn' | 'danger'
  who: string
  text: string
}

/** What an activity says; `queue` is the name of the queue that it is about. */
export function activityWords({ what }: Pick<Activity, 'what'>, queue: string | undefined): ActivityWords {
  const place = queue ? ` in ${queue}` : ''
  const plain = (who: string, text: string): ActivityWords => ({ tone: 'plain', who, text })
  switch (what.kind) {
    case 'overdue':
      return { tone: 'danger', who: what.customer, text: `passed the ${formatSpan(what.target_s * 1000)} target${place}` }
    case 'accepted':
      return plain(what.name, `accepted ${what.customer} after ${formatSpan(what.waited_ms)}`)
    case 'ended':
      if (what.name === null) return plain(what.customer, `’s session ended after ${formatSpan(what.length_ms)}`)
      return { tone: 'ok', who: what.name, text: `ended ${possessive(what.customer)} session after ${formatSpan(what.length_ms)}` }
    case 'abandoned':
      return { tone: 'danger', who: what.customer, text: `left ${queue ?? 'the queue'} after waiting ${formatSpan(what.waited_ms)}` }
    case 'passed':
      return plain(what.name, `passed ${what.customer} to ${what.to}`)
    case 'returned':
      return { tone: 'warn', who: what.customer, text: `waits again, in ${what.to}` }
    case 'owner_changed':
      return plain(what.name, `owns ${possessive(what.customer)} session now`)
    case 'offered':
      return plain(what.by, `offered ${what.customer} to ${what.name}`)
    case 'not_taken':
      return { tone: 'warn', who: what.name, text: `${notTaken[what.why]} ${possessive(what.customer)} session` }
    case 'joined':
      return plain(what.name, `joined ${possessive(what.customer)} session`)
    case 'presence':
      return { tone: what.presence === 'away' ? 'warn' : 'plain', who: what.name, text: presenceSentence(what.presence, what.auto) }
  }
}

/** Why somebody has not taken a session that was offered. */
const notTaken: Record<AssignmentResponse, string> = {
  accepted: 'accepted',
  declined: 'declined',
  timed_out: 'did not answer in time for',
  withdrawn: 'was not available any more for',
}

function presenceSentence(presence: Presence, auto: AutoPresence | null): string {
  if (presence === 'offline') return 'is offline'
  if (auto === 'idle') return 'is away: no keyboard or pointer'
  return auto === 'full' ? 'is busy: no room for more sessions' : `is ${presenceWords[presence].toLowerCase()}`
}

/** A name as whose something is: Mara’s, Jonas’. */
export const possessive = (name: string) => (/s$/i.test(name) ? `${name}’` : `${name}’s`)

/** What an activity is about, for choosing which to see. */
export type ActivityGroup = 'waiting' | 'sessions' | 'people'

/** Each kind of activity by what it is about. */
export const activityGroups: Record<Happening['kind'], ActivityGroup> = {
  overdue: 'waiting',
  abandoned: 'waiting',
  returned: 'waiting',
  accepted: 'sessions',
  ended: 'sessions',
  passed: 'sessions',
  owner_changed: 'sessions',
  offered: 'sessions',
  not_taken: 'sessions',
  joined: 'sessions',
  presence: 'people',
}

/** The groups in words. */
export const activityGroupWords: Record<ActivityGroup, string> = { waiting: 'Waiting customers', sessions: 'Sessions', people: 'Representatives' }
