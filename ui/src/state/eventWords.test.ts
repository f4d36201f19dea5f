import { expect, it } from 'vitest'
import type { Author } from '../gen/Author'
import type { SessionEvent } from '../gen/SessionEvent'
import { eventWords, type EventWords } from './eventWords'
import { timelineOf, timelineWords } from './timeline'
import { lsid, message } from './testData'

const ines: Author = { kind: 'representative', id: 7, name: 'Ines' }
const mara: Author = { kind: 'customer' }
const rule: Author = { kind: 'appliance' }

it.each<[SessionEvent, Author, EventWords['tone'], string, string]>([
  [{ kind: 'elevation_requested' }, ines, 'warn', 'Ines asked Mara to open the client app', 'Client app offered'],
  [{ kind: 'elevation_accepted' }, mara, 'ok', 'Mara opens the client app', 'Client app being opened'],
  [{ kind: 'elevation_declined' }, mara, 'warn', 'Mara declined to open the client app', 'Client app declined'],
  [{ kind: 'elevation_timed_out' }, mara, 'warn', 'The client app did not join in time', 'Client app: not in time'],
  [{ kind: 'session_start', method: 'invitation' }, mara, 'plain', 'Mara started a browser chat from an email invitation', 'Joined from an invitation'],
  [{ kind: 'device_joined', name: 'Orbit 7', platform: 'android', agent: false }, mara, 'ok', 'Orbit 7 joined (Android)', 'Client app joined'],
  [{ kind: 'device_joined', name: '', platform: 'unknown', agent: true }, mara, 'warn', 'A VNC agent joined. This way is not encrypted.', 'VNC agent joined'],
  [{ kind: 'capability_requested', what: 'control' }, ines, 'plain', 'Ines asked to view and control', 'Control asked by Ines'],
  [{ kind: 'capability_granted', what: 'view' }, mara, 'ok', 'Mara allowed viewing the screen', 'View allowed'],
  [{ kind: 'capability_denied', what: 'clipboard' }, mara, 'warn', 'Mara did not allow sharing the clipboard', 'Clipboard denied'],
  [{ kind: 'capability_lapsed', what: 'view' }, mara, 'warn', 'Mara did not answer: viewing the screen', 'View: no answer'],
  [{ kind: 'capability_stopped', what: 'control', by: 'customer' }, mara, 'danger', 'Mara stopped control', 'Control stopped by customer'],
  [{ kind: 'capability_stopped', what: 'control', by: 'representative' }, ines, 'plain', 'Ines stopped control', 'Control stopped'],
  [{ kind: 'capability_stopped', what: 'view', by: 'representative' }, ines, 'plain', 'Ines stopped viewing', 'View stopped'],
  [{ kind: 'capability_stopped', what: 'view', by: 'device' }, mara, 'danger', 'The phone left, sharing stopped', 'View stopped'],
  [{ kind: 'device_away' }, mara, 'warn', 'Mara’s phone lost the connection', 'Phone lost the connection'],
  [{ kind: 'control_taken', name: 'Bram' }, ines, 'plain', 'Bram is in control', 'Bram took control'],
  [{ kind: 'screenshot_taken', name: 'Ines' }, ines, 'plain', 'Ines took a screenshot', 'Screenshot taken'],
  [{ kind: 'screen_failed', reason: 'the agent stopped in the middle' }, mara, 'danger', 'The picture broke off: the agent stopped in the middle', 'Picture broke off'],
  [{ kind: 'conference_member_removed', name: 'Bram' }, ines, 'warn', 'Bram was removed from the session', 'Bram removed'],
  [{ kind: 'session_assigned', name: 'Kenji', by: 'rule' }, rule, 'plain', 'Kenji was offered the session', 'Offered to Kenji'],
  [{ kind: 'session_assigned', name: 'Kenji', by: 'supervisor' }, ines, 'plain', 'Kenji was offered the session by a supervisor', 'Offered to Kenji'],
  [{ kind: 'session_assignment_response', name: 'Kenji', response: 'accepted' }, rule, 'ok', 'Kenji accepted the assignment', 'Kenji accepted'],
  [{ kind: 'session_assignment_response', name: 'Kenji', response: 'declined' }, rule, 'warn', 'Kenji declined the assignment', 'Kenji declined'],
  [{ kind: 'session_assignment_response', name: 'Kenji', response: 'timed_out' }, rule, 'warn', 'Kenji did not answer the assignment in time', 'Kenji did not answer'],
  [{ kind: 'session_assignment_response', name: 'Kenji', response: 'withdrawn' }, rule, 'warn', 'Kenji is no longer available, the assignment ended', 'Kenji no longer available'],
  [{ kind: 'session_transferred_to_queue', queue: 'Field Devices', note: 'Needs the van' }, ines, 'plain', 'Ines passed the session on to Field Devices: Needs the van', 'Passed on to Field Devices'],
  [{ kind: 'session_transferred_to_queue', queue: 'Bram', note: null }, ines, 'plain', 'Ines passed the session on to Bram', 'Passed on to Bram'],
  [{ kind: 'session_shared', name: 'Bram', note: null }, ines, 'plain', 'Ines invited Bram', 'Bram invited'],
  [{ kind: 'session_shared', name: 'Bram', note: 'You know the model' }, ines, 'plain', 'Ines invited Bram: You know the model', 'Bram invited'],
  [{ kind: 'session_held', queue: 'Mobile Support' }, ines, 'plain', 'Ines put the session on hold in Mobile Support', 'On hold in Mobile Support'],
  [{ kind: 'session_held', queue: 'Ines' }, ines, 'plain', 'Ines put the session on hold', 'On hold in Ines'],
  [{ kind: 'session_end', reason: 'representative' }, ines, 'danger', 'Session over, ended by Ines', 'Over, ended by Ines'],
  [{ kind: 'session_end', reason: 'representative' }, rule, 'danger', 'Session over, ended by a representative', 'Over, ended by a representative'],
  [{ kind: 'session_end', reason: 'customer' }, mara, 'danger', 'Session over, ended by the customer', 'Over, ended by the customer'],
  [{ kind: 'share_declined', name: 'Bram' }, ines, 'warn', 'Bram declined the invitation', 'Bram declined'],
  [{ kind: 'share_cancelled', name: 'Bram' }, ines, 'plain', 'The invitation of Bram was taken back', 'Bram no longer invited'],
  [{ kind: 'helper_invited', name: 'Otto' }, ines, 'plain', 'Ines invited Otto as an outside helper', 'Helper Otto invited'],
  [{ kind: 'helper_link_expired', name: 'Otto' }, rule, 'warn', 'Otto did not open the link in time. It has expired', 'Link for Otto expired'],
  [{ kind: 'conference_owner_changed', name: 'Ines', from: 'Bram' }, ines, 'warn', 'Ines took the session over from Bram', 'Ines took it over'],
  [{ kind: 'conference_owner_changed', name: 'Ines', from: null }, ines, 'plain', 'Ines owns the session now', 'Ines owns it'],
  [{ kind: 'session_fell_back', from: 'Ines', to: { kind: 'owner', name: 'Bram' } }, rule, 'warn', 'Ines is gone. Bram owns the session now', 'Went to Bram'],
  [{ kind: 'session_fell_back', from: 'Ines', to: { kind: 'last_queue', queue: 'Mobile Support' } }, rule, 'warn', 'Ines is gone. The session went back to Mobile Support', 'Went to Mobile Support'],
  [{ kind: 'session_fell_back', from: null, to: { kind: 'entry_queue', queue: 'Field Devices' } }, rule, 'warn', 'The session went to Field Devices, where it began', 'Went to Field Devices'],
  [{ kind: 'session_fell_back', from: null, to: { kind: 'fallback_queue', queue: 'General' } }, rule, 'warn', 'The session went to General', 'Went to General'],
  [{ kind: 'session_fell_back', from: 'Ines', to: { kind: 'end' } }, rule, 'warn', 'Ines is gone. Nobody else is there, the session ends', 'Nobody left, session ends'],
  [{ kind: 'representative_monitoring_started', name: 'Priya' }, rule, 'warn', 'Priya watches this session', 'Priya watches'],
  [{ kind: 'representative_monitoring_stopped', name: 'Priya' }, rule, 'plain', 'Priya stopped watching', 'Priya stopped watching'],
])('words for %o', (event, author, tone, chat, timeline) => {
  const words = eventWords(event, author, 'Mara', 'phone')
  expect([words.tone, [words.who, words.text].filter(Boolean).join(' ')]).toEqual([tone, chat])
  expect(timelineWords(event, author, 'phone')).toBe(timeline)
})

it('shows the newest events first, and no messages', () => {
  const event = (number: number, body: SessionEvent) =>
    ({ kind: 'entry', entry: { lsid: lsid(1), number, at: number, author: mara, client_id: null, body: { kind: 'event', event: body } } }) as const
  const lines = [
    event(1, { kind: 'customer_away' }),
    event(2, { kind: 'customer_returned' }),
    { kind: 'entry', entry: message(3, 'hello') } as const,
    event(4, { kind: 'capability_granted', what: 'view' }),
  ]
  expect(timelineOf(lines, 'computer').map((line) => [line.number, line.text, line.what])).toEqual([
    [4, 'View allowed', 'view'],
    [2, 'Customer is back', undefined],
    [1, 'Connection lost', undefined],
  ])
})

it('says who allowed system information to be read, and who read and kept it', () => {
  const words = (event: Parameters<typeof eventWords>[0], author: Parameters<typeof eventWords>[1]) => {
    const { who, text } = eventWords(event, author, 'Mara', 'phone')
    return [who, text].filter(Boolean).join(' ')
  }
  const granted = { kind: 'capability_granted', what: 'info' } as const
  expect(words(granted, { kind: 'customer' })).toBe('Mara allowed reading system information')
  expect(words(granted, { kind: 'appliance' })).toBe('This site allows reading system information')
  const ines = { kind: 'representative', id: 7, name: 'Ines' } as const
  expect(words({ kind: 'system_information_retrieved', name: 'Ines' }, ines)).toBe('Ines began to read system information')
  expect(words({ kind: 'system_information_kept', name: 'Ines', number: 2 }, ines)).toBe('Ines kept system information: snapshot 2')
})
