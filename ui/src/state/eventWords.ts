import type { Author } from '../gen/Author'
import type { Capability } from '../gen/Capability'
import type { SessionEvent } from '../gen/SessionEvent'
import type { StartMethod } from '../gen/StartMethod'
import type { StoppedBy } from '../gen/StoppedBy'
import { platformWords, type DeviceNoun } from './device'
import { fileEventWords } from './filesEvents'
import { teamEventWords } from './teamEvents'
import { endedWords } from './words'

/** An event of the session's log as the chat shows it. `who` stands out from the text. */
export interface EventWords {
  tone: 'plain' | 'ok' | 'warn' | 'danger'
  who?: string
  text: string
}

const started: Record<StartMethod, string> = {
  issue: 'started a browser chat from the support portal',
  key: 'started a browser chat with a session key',
  invitation: 'started a browser chat from an email invitation',
  representative: 'started a browser chat by picking a representative',
}

/** A capability as what somebody allows, refuses or stops. */
const allowed: Record<Capability, string> = {
  view: 'viewing the screen',
  control: 'viewing and control',
  clipboard: 'sharing the clipboard',
  files: 'access to files',
  info: 'reading system information',
}

/** A capability as the rest of "asked …". */
const wished: Record<Capability, string> = {
  view: 'to view the screen',
  control: 'to view and control',
  clipboard: 'to share the clipboard',
  files: 'for access to files',
  info: 'for system information',
}

const ended: Record<Capability, string> = { view: 'sharing', control: 'control', clipboard: 'sharing the clipboard', files: 'access to files', info: 'reading system information' }

/** What an event says, given who caused it, the customer's name, and what their device is called. */
export function eventWords(event: SessionEvent, author: Author, customer: string, noun: DeviceNoun): EventWords {
  const by = author.kind === 'representative' || author.kind === 'helper' ? author.name : customer
  const plain = (who: string, text: string): EventWords => ({ tone: 'plain', who, text })
  switch (event.kind) {
    case 'session_start':
      return plain(customer, started[event.method])
    case 'session_end':
      return { tone: 'danger', text: `Session over, ${endedWords(event.reason, author)}` }
    case 'conference_member_added':
    case 'conference_member_departed':
    case 'conference_member_removed':
    case 'conference_owner_changed':
    case 'session_held':
    case 'session_assigned':
    case 'session_assignment_response':
    case 'session_transferred_to_queue':
    case 'session_shared':
    case 'share_declined':
    case 'share_cancelled':
    case 'helper_invited':
    case 'helper_link_expired':
    case 'session_fell_back':
    case 'representative_monitoring_started':
    case 'representative_monitoring_stopped':
      return teamEventWords(event, author.kind === 'appliance' ? 'The appliance' : by)
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
    case 'elevation_requested':
      return { tone: 'warn', who: by, text: `asked ${customer} to open the client app` }
    case 'elevation_accepted':
      return { tone: 'ok', who: customer, text: 'opens the client app' }
    case 'elevation_declined':
      return { tone: 'warn', who: customer, text: 'declined to open the client app' }
    case 'elevation_timed_out':
      return { tone: 'warn', text: 'The client app did not join in time' }
    case 'device_joined': {
      const system = event.platform === 'unknown' ? '' : ` (${platformWords[event.platform]})`
      const way = event.agent ? '. This way is not encrypted.' : ''
      return { tone: event.agent ? 'warn' : 'ok', who: event.name || 'A VNC agent', text: `joined${system}${way}` }
    }
    case 'device_away':
      return { tone: 'warn', text: `${customer}’s ${noun} lost the connection` }
    case 'device_returned':
      return { tone: 'ok', text: `${customer}’s ${noun} is back` }
    case 'device_left':
      return { tone: 'danger', text: `${customer}’s ${noun} has left` }
    case 'capability_requested':
      return plain(by, `asked ${wished[event.what]}`)
    case 'capability_granted':
      // The site's own rules, and nobody was asked.
      if (event.what === 'info' && author.kind === 'appliance') return { tone: 'plain', text: `This site allows ${allowed.info}` }
      return { tone: 'ok', who: customer, text: `allowed ${allowed[event.what]}` }
    case 'capability_denied':
      return { tone: 'warn', who: customer, text: `did not allow ${allowed[event.what]}` }
    case 'capability_lapsed':
      return author.kind === 'representative'
        ? plain(by, `took the question back: ${allowed[event.what]}`)
        : { tone: 'warn', text: `${customer} did not answer: ${allowed[event.what]}` }
    case 'capability_stopped':
      return stoppedWords(event.what, event.by, { by, customer, noun })
    case 'control_taken':
      return plain(event.name, 'is in control')
    case 'control_released':
      return plain(event.name, 'released control')
    case 'screenshot_taken':
      return plain(event.name, 'took a screenshot')
    case 'system_information_retrieved':
      return plain(event.name, 'began to read system information')
    case 'system_information_kept':
      return plain(event.name, `kept system information: snapshot ${event.number}`)
    case 'file_upload':
    case 'file_download':
    case 'file_upload_failed':
    case 'file_download_failed':
    case 'file_moved':
    case 'file_deleted':
    case 'file_restored':
    case 'directory_created':
      return fileEventWords(event, by, noun)
    case 'screen_failed':
      return { tone: 'danger', text: `The picture broke off: ${event.reason}` }
    case 'customer_exit_survey_completed':
      return plain(customer, `answered the survey: ${event.rating} of 5${event.comment ? `. ${event.comment}` : ''}`)
  }
}

function stoppedWords(what: Capability, stopped: StoppedBy, about: { by: string; customer: string; noun: DeviceNoun }): EventWords {
  const { by, customer, noun } = about
  if (stopped === 'customer') return { tone: 'danger', who: customer, text: `stopped ${ended[what]}` }
  if (stopped === 'representative') return { tone: 'plain', who: by, text: `stopped ${what === 'view' ? 'viewing' : ended[what]}` }
  return { tone: 'danger', text: `The ${noun} left, ${ended[what]} stopped` }
}
