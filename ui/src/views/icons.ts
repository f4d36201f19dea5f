import type { IconName } from '../components/icons'
import type { Capability } from '../gen/Capability'
import type { Channel } from '../gen/Channel'
import type { DeviceKey } from '../gen/DeviceKey'
import type { SessionEvent } from '../gen/SessionEvent'
import type { CommandLine } from '../state/commands'
import type { DeviceNoun } from '../state/device'
import type { KeyStatusKind } from '../state/keyStatus'
import type { CardKind } from '../state/screenCard'
import type { Strip } from '../state/screenStrip'

/** How the customer takes part. */
export const channelIcons: Record<Channel, IconName> = {
  browser_desktop: 'message-square',
  browser_phone: 'message-square',
  client_desktop: 'monitor',
  vnc_agent: 'monitor',
}

/** What happened in a session. */
export const eventIcons: Record<SessionEvent['kind'], IconName> = {
  session_start: 'log-in',
  session_end: 'circle-x',
  conference_member_added: 'headset',
  conference_member_departed: 'log-out',
  conference_member_removed: 'user-x',
  conference_owner_changed: 'headset',
  session_held: 'pause',
  session_assigned: 'user-check',
  session_assignment_response: 'user-check',
  session_transferred_to_queue: 'arrow-right-left',
  session_shared: 'user-plus',
  share_declined: 'user-x',
  share_cancelled: 'user-minus',
  helper_invited: 'life-buoy',
  helper_link_expired: 'life-buoy',
  session_fell_back: 'undo-2',
  representative_monitoring_started: 'eye',
  representative_monitoring_stopped: 'eye-off',
  legal_agreement_response: 'check',
  recording_response: 'circle-dot',
  customer_away: 'wifi-off',
  customer_returned: 'plug',
  elevation_requested: 'circle-arrow-up',
  elevation_accepted: 'check',
  elevation_declined: 'ban',
  elevation_timed_out: 'hourglass',
  device_joined: 'circle-arrow-up',
  device_away: 'wifi-off',
  device_returned: 'plug',
  device_left: 'unplug',
  capability_requested: 'hourglass',
  capability_granted: 'check',
  capability_denied: 'ban',
  capability_lapsed: 'hourglass',
  capability_stopped: 'hand',
  control_taken: 'mouse-pointer-2',
  control_released: 'mouse-pointer-2',
  screenshot_taken: 'camera',
  file_upload: 'file-up',
  file_download: 'file-down',
  file_upload_failed: 'file-x',
  file_download_failed: 'file-x',
  file_moved: 'folder-input',
  file_deleted: 'trash',
  file_restored: 'undo-2',
  directory_created: 'folder-plus',
  system_information_retrieved: 'info',
  system_information_kept: 'save',
  screen_failed: 'monitor-off',
  customer_exit_survey_completed: 'flag',
}

/** What Commands offers. */
export const commandIcons: Record<CommandLine['kind'], IconName> = {
  session: 'message-square',
  queue: 'users',
  key: 'key-round',
  canned: 'book-text',
  'chat-view': 'message-square-text',
  'screen-view': 'monitor',
  'files-view': 'folder',
  'info-view': 'info',
  'ask-info': 'info',
  'stop-info': 'hand',
  'info-search': 'search',
  'info-refresh': 'refresh-cw',
  'info-copy': 'copy',
  'info-keep': 'save',
  'info-json': 'download',
  'info-report': 'download',
  'ask-files': 'folder',
  'stop-files': 'hand',
  'files-other': 'arrow-right-left',
  'files-open': 'folder-open',
  'files-up': 'arrow-up',
  'files-select': 'check',
  'files-all': 'check-check',
  'files-send': 'arrow-right',
  'files-copy': 'arrow-left',
  'files-rename': 'pencil-line',
  'files-delete': 'trash',
  'files-new-folder': 'folder-plus',
  'files-refresh': 'refresh-cw',
  'files-search': 'search',
  'files-hidden': 'eye-off',
  'pause-transfers': 'pause',
  'clear-transfers': 'eraser',
  attach: 'paperclip',
  'chat-dock': 'panel-left',
  'ask-view': 'eye',
  'stop-view': 'hand',
  control: 'mouse-pointer-2',
  'stop-control': 'hand',
  'ask-clipboard': 'clipboard',
  'stop-clipboard': 'hand',
  fit: 'expand',
  screenshot: 'camera',
  'screenshot-clipboard': 'camera',
  'send-clipboard': 'clipboard-paste',
  'fetch-clipboard': 'clipboard-copy',
  annotate: 'pencil-line',
  'keyboard-mode': 'keyboard',
  capture: 'keyboard',
  'focus-mode': 'expand',
  'key-back': 'triangle',
  'key-home': 'circle',
  'key-recents': 'square',
  'key-volume-up': 'volume-2',
  'key-volume-down': 'volume-1',
  'key-power': 'power',
  'ctrl-alt-delete': 'keyboard',
  'system-key': 'command',
  elevate: 'circle-arrow-up',
  write: 'message-square',
  link: 'link',
  notes: 'sticky-note',
  transfer: 'arrow-right-left',
  share: 'user-plus',
  helper: 'life-buoy',
  private: 'eye-off',
  leave: 'log-out',
  join: 'log-in',
  'take-over': 'crown',
  'accept-offer': 'check',
  'decline-offer': 'x',
  'talk-page': 'messages-square',
  colleague: 'user',
  quiet: 'bell-off',
  hold: 'pause',
  end: 'circle-x',
  'get-next': 'headset',
  'new-key': 'key-round',
  'sessions-page': 'headset',
  'keys-page': 'key-round',
  'supervisor-page': 'layout-dashboard',
  'monitor-row': 'scan-eye',
  'join-row': 'user-plus',
  'take-over-row': 'hand',
  'give-row': 'arrow-right-left',
  'message-teams': 'megaphone',
  'history-page': 'rotate-ccw-clock',
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

/** What a customer can be asked for. */
export const capabilityIcons: Record<Capability, IconName> = {
  view: 'eye',
  control: 'mouse-pointer-2',
  clipboard: 'clipboard',
  files: 'folder',
  info: 'info',
}

/** What the customer has in hand. */
export const deviceIcons: Record<DeviceNoun, IconName> = { phone: 'smartphone', computer: 'monitor' }

/** An event's icon; where something was asked, allowed or stopped it may say what. */
export function eventIcon(kind: SessionEvent['kind'], what?: Capability): IconName {
  return what && kind === 'capability_granted' ? capabilityIcons[what] : eventIcons[kind]
}

/** Where a session key or an email stands. */
export const keyIcons: Record<KeyStatusKind, IconName> = {
  unused: 'hourglass',
  opened: 'mail-open',
  queued: 'mail',
  delayed: 'clock',
  sent: 'hourglass',
  bounced: 'circle-alert',
  withdrawn: 'mail-x',
  waiting: 'inbox',
  session: 'headset',
  used: 'check',
  expired: 'clock',
  revoked: 'ban',
  revoking: 'undo-2',
}

/** The line above a remote screen. */
export const stripIcons: Record<Strip['icon'], IconName> = {
  view: 'eye',
  control: 'mouse-pointer-2',
  denied: 'ban',
  stopped: 'hand',
  lost: 'wifi-off',
  hold: 'pause',
  keyboard: 'keyboard',
  off: 'info',
}

/** What stands in the place of a live picture. */
export const cardIcons: Record<CardKind, IconName> = {
  'not-asked': 'eye',
  asked: 'hourglass',
  denied: 'ban',
  stopped: 'hand',
  unavailable: 'monitor-off',
  opening: 'loader-circle',
  lost: 'loader-circle',
  broken: 'monitor-off',
  password: 'key-round',
  protected: 'shield',
  locked: 'lock',
  paused: 'pause',
  hold: 'pause',
  ended: 'circle-x',
}

/** A device's keys. */
export const deviceKeyIcons: Record<DeviceKey, IconName> = {
  back: 'triangle',
  home: 'circle',
  recents: 'square',
  volume_up: 'volume-2',
  volume_down: 'volume-1',
  power: 'power',
  ctrl_alt_delete: 'keyboard',
  super: 'command',
}
