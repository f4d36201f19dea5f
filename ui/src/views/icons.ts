import type { IconName } from '../components/icons'
import type { Channel } from '../gen/Channel'
import type { SessionEvent } from '../gen/SessionEvent'
import type { CommandLine } from '../state/commands'

/** How the customer takes part. */
export const channelIcons: Record<Channel, IconName> = {
  browser_desktop: 'message-square',
  browser_phone: 'message-square',
}

/** What happened in a session. */
export const eventIcons: Record<SessionEvent['kind'], IconName> = {
  session_start: 'log-in',
  session_end: 'circle-x',
  conference_member_added: 'headset',
  conference_member_departed: 'log-out',
  conference_owner_changed: 'headset',
  session_held: 'pause',
  legal_agreement_response: 'check',
  recording_response: 'circle-dot',
  customer_away: 'wifi-off',
  customer_returned: 'plug',
  customer_exit_survey_completed: 'flag',
}

/** What Commands offers. */
export const commandIcons: Record<CommandLine['kind'], IconName> = {
  session: 'message-square',
  queue: 'users',
  canned: 'book-text',
  'chat-view': 'message-square-text',
  write: 'message-square',
  link: 'link',
  notes: 'sticky-note',
  hold: 'pause',
  end: 'circle-x',
  'get-next': 'headset',
  'new-key': 'key-round',
  'next-tab': 'chevron-right',
  'previous-tab': 'chevron-left',
  'next-panel': 'panel-right',
  'previous-panel': 'panel-left',
  'toggle-queues': 'panel-left',
  'toggle-side': 'panel-right',
  status: 'user',
  mute: 'volume-2',
  undo: 'undo-2',
  settings: 'settings',
  'shortcut-list': 'keyboard',
  commands: 'search',
}
