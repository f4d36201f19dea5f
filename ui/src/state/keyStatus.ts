import type { Invitation } from '../gen/Invitation'
import type { Key } from '../gen/Key'
import type { TabRow } from '../gen/TabRow'
import type { WaitingRow } from '../gen/WaitingRow'
import { moment } from './dates'

/** What there is to say about a key or an invitation, without its words. */
export type KeyStatusKind =
  | 'unused' | 'opened' | 'queued' | 'delayed' | 'sent' | 'bounced' | 'withdrawn'
  | 'waiting' | 'session' | 'used' | 'expired' | 'revoked' | 'revoking'

/** Where a key or an invitation stands. */
export interface KeyStatus {
  kind: KeyStatusKind
  tone: 't2' | 't3' | 'accent' | 'ok' | 'warn' | 'danger'
  words: string
}

/** What a key's standing is told with. */
export interface KeyTimes {
  /** This computer's clock, in milliseconds. */
  now: number
  /** A moment of the appliance's clock by this computer's. */
  local: (at: number) => number
}

/** What is known of the session that a key has started. */
export interface StartedSession {
  tab: TabRow | undefined
  waiting: WaitingRow | undefined
}

/** Whether a key can start nothing any more, by its state or by the clock. */
export const isOver = (key: Key, times: KeyTimes): boolean => key.state.kind !== 'outstanding' || hasExpired(key, times)

/** Whether a key's time is over, also before the appliance has said so. */
export const hasExpired = (key: Key, { now, local }: KeyTimes): boolean =>
  key.state.kind === 'expired' || (key.state.kind === 'outstanding' && local(key.expires_at) <= now)

/** Where a key stands. */
export function keyStatus(key: Key, session: StartedSession, times: KeyTimes): KeyStatus {
  const at = (when: number) => moment(times.local(when), times.now)
  if (key.state.kind === 'started') return startedStatus(session, key.state.name)
  if (key.state.kind === 'revoked') return { kind: 'revoked', tone: 't3', words: `Revoked by ${key.state.by}` }
  if (hasExpired(key, times)) return { kind: 'expired', tone: 't3', words: key.opened_at === null ? 'Expired, not used' : `Expired, opened ${at(key.opened_at)}` }
  const [first, ...others] = key.invitations
  if (first && others.length === 0) return invitationStatus(first, times)
  if (first) return severalStatus(key, times)
  if (key.opened_at !== null) return { kind: 'opened', tone: 'accent', words: `Opened ${at(key.opened_at)}` }
  return { kind: 'unused', tone: 't2', words: 'Not used' }
}

/** Where one email stands. */
export function invitationStatus(invitation: Invitation, times: KeyTimes): KeyStatus {
  const at = (when: number) => moment(times.local(when), times.now)
  const { state, since, opened_at } = invitation
  if (opened_at !== null) return { kind: 'opened', tone: 'accent', words: `Opened ${at(opened_at)}` }
  switch (state.kind) {
    case 'queued':
      return { kind: 'queued', tone: 't2', words: 'Waiting to be sent' }
    case 'delayed':
      return { kind: 'delayed', tone: 'warn', words: `Delayed, next try ${at(state.next_at)}: ${state.words}` }
    case 'sent':
      return { kind: 'sent', tone: 't2', words: `Sent ${at(since)}, not opened` }
    case 'bounced':
      return { kind: 'bounced', tone: 'danger', words: `Bounced: ${state.words}` }
    case 'withdrawn':
      return { kind: 'withdrawn', tone: 't3', words: 'Not sent' }
  }
}

function startedStatus({ tab, waiting }: StartedSession, name: string): KeyStatus {
  if (tab?.ended) return { kind: 'used', tone: 't3', words: 'Session over' }
  if (tab?.held) return { kind: 'session', tone: 'ok', words: 'On hold with you' }
  if (tab) return { kind: 'session', tone: 'ok', words: 'In session with you' }
  if (waiting) return { kind: 'waiting', tone: 'accent', words: `Waits in ${waiting.queue_name}` }
  return { kind: 'used', tone: 't2', words: name ? `Used by ${name}` : 'Used' }
}

/** Several emails in one line: what needs a look comes first. */
function severalStatus(key: Key, times: KeyTimes): KeyStatus {
  const all = key.invitations
  const count = (kind: Invitation['state']['kind']) => all.filter((one) => one.opened_at === null && one.state.kind === kind).length
  const of = (number: number) => (number === all.length ? `All ${number}` : `${number} of ${all.length}`)
  if (count('bounced')) return { kind: 'bounced', tone: 'danger', words: `${of(count('bounced'))} bounced` }
  if (count('delayed')) return { kind: 'delayed', tone: 'warn', words: `${of(count('delayed'))} delayed` }
  if (key.opened_at !== null) return { kind: 'opened', tone: 'accent', words: `Opened ${moment(times.local(key.opened_at), times.now)}` }
  if (count('queued')) return { kind: 'queued', tone: 't2', words: `${of(count('queued'))} waiting to be sent` }
  return { kind: 'sent', tone: 't2', words: `${of(count('sent'))} sent, not opened` }
}
