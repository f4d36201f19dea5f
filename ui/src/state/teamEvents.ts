import type { Assigned } from '../gen/Assigned'
import type { AssignmentResponse } from '../gen/AssignmentResponse'
import type { FellBackTo } from '../gen/FellBackTo'
import type { SessionEvent } from '../gen/SessionEvent'
import type { EventWords } from './eventWords'

/** The events about who takes part and where a session goes. */
export type TeamEvent = Extract<
  SessionEvent,
  {
    kind:
      | 'conference_member_added' | 'conference_member_departed' | 'conference_member_removed' | 'conference_owner_changed'
      | 'session_held' | 'session_assigned' | 'session_assignment_response' | 'session_transferred_to_queue'
      | 'session_shared' | 'share_declined' | 'share_cancelled' | 'helper_invited' | 'helper_link_expired'
      | 'session_fell_back' | 'representative_monitoring_started' | 'representative_monitoring_stopped'
  }
>

const responses: Record<AssignmentResponse, string> = {
  accepted: 'accepted the assignment',
  declined: 'declined the assignment',
  timed_out: 'did not answer the assignment in time',
  withdrawn: 'is no longer available, the assignment ended',
}

const briefly: Record<AssignmentResponse, string> = {
  accepted: 'accepted',
  declined: 'declined',
  timed_out: 'did not answer',
  withdrawn: 'no longer available',
}

const chosenBy: Record<Assigned, string> = { rule: 'was offered the session', supervisor: 'was offered the session by a supervisor' }

/** What such an event says in the chat, given who caused it. */
export function teamEventWords(event: TeamEvent, by: string): EventWords {
  const plain = (who: string, text: string): EventWords => ({ tone: 'plain', who, text })
  switch (event.kind) {
    case 'conference_member_added':
      return plain(event.name, 'joined')
    case 'conference_member_departed':
      return plain(event.name, 'left')
    case 'conference_member_removed':
      return { tone: 'warn', who: event.name, text: 'was removed from the session' }
    case 'conference_owner_changed':
      return event.from === null ? plain(event.name, 'owns the session now') : { tone: 'warn', who: event.name, text: `took the session over from ${event.from}` }
    case 'session_held':
      return plain(by, by === event.queue ? 'put the session on hold' : `put the session on hold in ${event.queue}`)
    case 'session_assigned':
      return plain(event.name, chosenBy[event.by])
    case 'session_assignment_response':
      return { tone: event.response === 'accepted' ? 'ok' : 'warn', who: event.name, text: responses[event.response] }
    case 'session_transferred_to_queue':
      return plain(by, `passed the session on to ${event.queue}${event.note ? `: ${event.note}` : ''}`)
    case 'session_shared':
      return plain(by, `invited ${event.name}${event.note ? `: ${event.note}` : ''}`)
    case 'share_declined':
      return { tone: 'warn', who: event.name, text: 'declined the invitation' }
    case 'share_cancelled':
      return { tone: 'plain', text: `The invitation of ${event.name} was taken back` }
    case 'helper_invited':
      return plain(by, `invited ${event.name} as an outside helper`)
    case 'helper_link_expired':
      return { tone: 'warn', text: `${event.name} did not open the link in time. It has expired` }
    case 'session_fell_back':
      return { tone: 'warn', ...fellBack(event.from, event.to) }
    case 'representative_monitoring_started':
      return { tone: 'warn', who: event.name, text: 'watches this session' }
    case 'representative_monitoring_stopped':
      return plain(event.name, 'stopped watching')
  }
}

function fellBack(from: string | null, to: FellBackTo): { who?: string; text: string } {
  const gone = from ? { who: from, text: 'is gone. ' } : { text: '' }
  const then: Record<FellBackTo['kind'], string> = {
    owner: to.kind === 'owner' ? `${to.name} owns the session now` : '',
    last_queue: to.kind === 'last_queue' ? `The session went back to ${to.queue}` : '',
    entry_queue: to.kind === 'entry_queue' ? `The session went to ${to.queue}, where it began` : '',
    fallback_queue: to.kind === 'fallback_queue' ? `The session went to ${to.queue}` : '',
    end: 'Nobody else is there, the session ends',
  }
  return { ...gone, text: gone.text + then[to.kind] }
}

/** Such an event in a few words, for the timeline. */
export function teamTimelineWords(event: TeamEvent): string {
  switch (event.kind) {
    case 'conference_member_added':
      return `${event.name} joined`
    case 'conference_member_departed':
      return `${event.name} left`
    case 'conference_member_removed':
      return `${event.name} removed`
    case 'conference_owner_changed':
      return event.from === null ? `${event.name} owns it` : `${event.name} took it over`
    case 'session_held':
      return `On hold in ${event.queue}`
    case 'session_assigned':
      return `Offered to ${event.name}`
    case 'session_assignment_response':
      return `${event.name} ${briefly[event.response]}`
    case 'session_transferred_to_queue':
      return `Passed on to ${event.queue}`
    case 'session_shared':
      return `${event.name} invited`
    case 'share_declined':
      return `${event.name} declined`
    case 'share_cancelled':
      return `${event.name} no longer invited`
    case 'helper_invited':
      return `Helper ${event.name} invited`
    case 'helper_link_expired':
      return `Link for ${event.name} expired`
    case 'session_fell_back':
      return fellBackBriefly(event.to)
    case 'representative_monitoring_started':
      return `${event.name} watches`
    case 'representative_monitoring_stopped':
      return `${event.name} stopped watching`
  }
}

function fellBackBriefly(to: FellBackTo): string {
  if (to.kind === 'end') return 'Nobody left, session ends'
  return to.kind === 'owner' ? `Went to ${to.name}` : `Went to ${to.queue}`
}
