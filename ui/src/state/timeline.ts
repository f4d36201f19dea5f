import type { Author } from '../gen/Author'
import type { Capability } from '../gen/Capability'
import type { Entry } from '../gen/Entry'
import type { SessionEvent } from '../gen/SessionEvent'
import type { StartMethod } from '../gen/StartMethod'
import type { ChatLine } from './chat.svelte'
import type { DeviceNoun } from './device'
import { shownName } from './filesNames'
import { capabilityWords } from './permission'
import { movedWords } from './filesEvents'
import { teamTimelineWords } from './teamEvents'
import { endedWords } from './words'

/** One line of the timeline beside a session. */
export interface TimelineLine {
  number: number
  at: number
  kind: SessionEvent['kind']
  /** What was asked, allowed or stopped, where it was that. */
  what?: Capability
  text: string
}

/** The events of a session, newest first. */
export function timelineOf(lines: readonly ChatLine[], noun: DeviceNoun): TimelineLine[] {
  const found: TimelineLine[] = []
  for (let place = lines.length - 1; place >= 0; place--) {
    const line = lines[place]
    const event = line?.kind === 'entry' ? lineOf(line.entry, noun) : undefined
    if (event) found.push(event)
  }
  return found
}

function lineOf(entry: Entry, noun: DeviceNoun): TimelineLine | undefined {
  if (entry.body.kind !== 'event') return undefined
  const { event } = entry.body
  const line = { number: entry.number, at: entry.at, kind: event.kind, text: timelineWords(event, entry.author, noun) }
  return 'what' in event ? { ...line, what: event.what } : line
}

const startedWith: Record<StartMethod, string> = {
  issue: 'Joined from the portal',
  key: 'Joined with a session key',
  invitation: 'Joined from an invitation',
  representative: 'Joined from the portal',
}

/** An event in a few words. */
export function timelineWords(event: SessionEvent, author: Author, noun: DeviceNoun): string {
  const device = noun === 'phone' ? 'Phone' : 'Computer'
  switch (event.kind) {
    case 'session_start':
      return startedWith[event.method]
    case 'session_end':
      return `Over, ${endedWords(event.reason, author)}`
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
      return teamTimelineWords(event)
    case 'legal_agreement_response':
      return event.accepted ? 'Agreement accepted' : 'Agreement declined'
    case 'recording_response':
      return event.allowed ? 'Recording allowed' : 'Recording refused'
    case 'customer_away':
      return 'Connection lost'
    case 'customer_returned':
      return 'Customer is back'
    case 'elevation_requested':
      return 'Client app offered'
    case 'elevation_accepted':
      return 'Client app being opened'
    case 'elevation_declined':
      return 'Client app declined'
    case 'elevation_timed_out':
      return 'Client app: not in time'
    case 'device_joined':
      return event.agent ? 'VNC agent joined' : 'Client app joined'
    case 'device_away':
      return `${device} lost the connection`
    case 'device_returned':
      return `${device} is back`
    case 'device_left':
      return `${device} has left`
    case 'capability_requested':
      return `${capabilityWords[event.what]} asked by ${author.kind === 'representative' ? author.name : 'the appliance'}`
    case 'capability_granted':
      return `${capabilityWords[event.what]} allowed`
    case 'capability_denied':
      return `${capabilityWords[event.what]} denied`
    case 'capability_lapsed':
      return `${capabilityWords[event.what]}: no answer`
    case 'capability_stopped':
      return event.by === 'customer' ? `${capabilityWords[event.what]} stopped by customer` : `${capabilityWords[event.what]} stopped`
    case 'control_taken':
      return `${event.name} took control`
    case 'control_released':
      return `${event.name} released control`
    case 'screenshot_taken':
      return 'Screenshot taken'
    case 'system_information_retrieved':
      return 'System information read'
    case 'system_information_kept':
      return `Snapshot ${event.number} kept`
    case 'file_upload':
      return `Sent ${movedWords(event)}`
    case 'file_download':
      return `Copied ${movedWords(event)}`
    case 'file_upload_failed':
      return `Not sent: ${shownName(event.name)}`
    case 'file_download_failed':
      return `Not copied: ${shownName(event.name)}`
    case 'file_moved':
      return `Moved ${shownName(event.from)}`
    case 'file_deleted':
      return `Deleted ${shownName(event.path)}`
    case 'file_restored':
      return `Restored ${shownName(event.path)}`
    case 'directory_created':
      return `New folder ${shownName(event.path)}`
    case 'screen_failed':
      return 'Picture broke off'
    case 'customer_exit_survey_completed':
      return `Survey: ${event.rating} of 5`
  }
}
