import type { Author } from '../gen/Author'
import type { SessionEvent } from '../gen/SessionEvent'
import type { StartMethod } from '../gen/StartMethod'
import { endWords } from './words'

/** An event of the session's log as the chat shows it. `who` stands out from the text. */
export interface EventWords {
  tone: 'plain' | 'ok' | 'warn' | 'danger'
  who?: string
  text: string
}

const started: Record<StartMethod, string> = {
  issue: 'started a browser chat from the support portal',
  key: 'started a browser chat with a session key',
  representative: 'started a browser chat by picking a representative',
}

/** What an event says, given who caused it and the customer's name. */
export function eventWords(event: SessionEvent, author: Author, customer: string): EventWords {
  const by = author.kind === 'representative' ? author.name : customer
  const plain = (who: string, text: string): EventWords => ({ tone: 'plain', who, text })
  switch (event.kind) {
    case 'session_start':
      return plain(customer, started[event.method])
    case 'session_end':
      return { tone: 'danger', text: `Session over, ${endWords[event.reason]}` }
    case 'conference_member_added':
      return plain(event.name, 'joined')
    case 'conference_member_departed':
      return plain(event.name, 'left')
    case 'conference_owner_changed':
      return plain(event.name, 'owns the session now')
    case 'session_held':
      return plain(by, `put the session on hold in ${event.queue}`)
    case 'legal_agreement_response':
      return plain(customer, event.accepted ? 'accepted the agreement' : 'declined the agreement')
    case 'recording_response':
      return event.allowed
        ? { tone: 'ok', who: customer, text: 'allowed recording' }
        : { tone: 'warn', who: customer, text: 'refused recording. This session is not recorded.' }
    case 'customer_away':
      return { tone: 'warn', who: customer, text: 'lost the connection' }
    case 'customer_returned':
      return { tone: 'ok', who: customer, text: 'is back' }
    case 'customer_exit_survey_completed':
      return plain(customer, `answered the survey: ${event.rating} of 5${event.comment ? `. ${event.comment}` : ''}`)
  }
}
