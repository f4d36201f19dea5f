/** What a key combination can do. */
export type ActionId =
  | 'commands' | 'get-next' | 'new-key' | 'next-tab' | 'previous-tab' | 'next-panel' | 'previous-panel'
  | 'status' | 'mute' | 'undo' | 'settings' | 'shortcut-list' | 'toggle-queues' | 'toggle-side'
  | 'chat-view' | 'screen-view' | 'files-view' | 'info-view' | 'chat-dock' | 'write' | 'hold' | 'elevate' | 'end' | 'notes' | 'link' | 'canned' | 'attach'
  | 'control' | 'fit' | 'screenshot' | 'send-clipboard' | 'annotate' | 'focus-mode'
  | 'key-back' | 'key-home' | 'key-recents' | 'key-volume-up' | 'key-volume-down' | 'key-power'
  | 'sessions-page' | 'supervisor-page' | 'keys-page' | 'history-page'
  | FilesActionId
  | InfoActionId
  | PeopleActionId
  | SupervisorActionId

/** What a supervisor does with the marked session, by keys that act there alone, and with the own teams. */
export type SupervisorActionId = 'monitor-row' | 'join-row' | 'take-over-row' | 'give-row' | 'message-teams'

/** What colleagues do together. */
export type PeopleActionId = 'transfer' | 'share' | 'private' | 'accept-offer' | 'decline-offer' | 'talk-page'

/** What can be done in the system information, by keys that act there alone. */
export type InfoActionId = 'info-search' | 'info-refresh' | 'info-copy'

/** What can be done in the file view, by keys that act there alone. */
export type FilesActionId =
  | 'files-other' | 'files-open' | 'files-up' | 'files-select' | 'files-all' | 'files-send' | 'files-copy'
  | 'files-rename' | 'files-delete' | 'files-new-folder' | 'files-refresh' | 'files-search'

/** What has no keys of its own and is found in Commands. */
export type BareActionId =
  | 'ask-view' | 'stop-view' | 'ask-clipboard' | 'stop-clipboard' | 'stop-control' | 'fetch-clipboard'
  | 'screenshot-clipboard' | 'keyboard-mode' | 'capture' | 'ctrl-alt-delete' | 'system-key'
  | 'ask-info' | 'stop-info' | 'info-keep' | 'info-json' | 'info-report'
  | 'helper' | 'leave' | 'join' | 'take-over' | 'quiet'
  | 'ask-files' | 'stop-files' | 'files-hidden' | 'pause-transfers' | 'clear-transfers'

/** One line of the shortcut list. */
export interface Shortcut {
  id: ActionId
  label: string
  /** Keys joined by +, the way the caps are written. Ctrl stands for Cmd on macOS. */
  keys: string
  scope: 'Anywhere' | 'Supervisor' | 'Session' | 'Chat' | 'Screen' | 'Files' | 'System info' | 'Phone keys'
}

/** Every shortcut. Tab 1 to 9 (Ctrl+1…9) is handled beside this list. */
export const shortcuts: readonly Shortcut[] = [
  { id: 'commands', label: 'Commands', keys: 'Ctrl+K', scope: 'Anywhere' },
  { id: 'get-next', label: 'Get next', keys: 'Ctrl+G', scope: 'Anywhere' },
  { id: 'new-key', label: 'New key, invite a customer', keys: 'Ctrl+N', scope: 'Anywhere' },
  { id: 'sessions-page', label: 'Sessions', keys: 'Ctrl+Shift+1', scope: 'Anywhere' },
  { id: 'supervisor-page', label: 'Supervisor', keys: 'Ctrl+Shift+2', scope: 'Anywhere' },
  { id: 'keys-page', label: 'Keys and invitations', keys: 'Ctrl+Shift+3', scope: 'Anywhere' },
  { id: 'history-page', label: 'History', keys: 'Ctrl+Shift+4', scope: 'Anywhere' },
  { id: 'talk-page', label: 'Team chat', keys: 'Ctrl+Shift+5', scope: 'Anywhere' },
  { id: 'accept-offer', label: 'Accept what is offered to you', keys: 'Ctrl+Shift+Y', scope: 'Anywhere' },
  { id: 'decline-offer', label: 'Decline or put off what is offered', keys: 'Ctrl+Shift+X', scope: 'Anywhere' },
  { id: 'next-tab', label: 'Next session', keys: 'Ctrl+Tab', scope: 'Anywhere' },
  { id: 'previous-tab', label: 'Previous session', keys: 'Ctrl+Shift+Tab', scope: 'Anywhere' },
  { id: 'next-panel', label: 'Next panel', keys: 'F6', scope: 'Anywhere' },
  { id: 'previous-panel', label: 'Previous panel', keys: 'Shift+F6', scope: 'Anywhere' },
  { id: 'toggle-queues', label: 'Show or hide queues', keys: 'Ctrl+B', scope: 'Anywhere' },
  { id: 'status', label: 'Change status', keys: 'Ctrl+Shift+A', scope: 'Anywhere' },
  { id: 'mute', label: 'Mute sounds', keys: 'Ctrl+Shift+M', scope: 'Anywhere' },
  { id: 'undo', label: 'Undo last action', keys: 'Ctrl+Shift+Z', scope: 'Anywhere' },
  { id: 'settings', label: 'Settings', keys: 'Ctrl+,', scope: 'Anywhere' },
  { id: 'shortcut-list', label: 'Shortcut list', keys: 'Ctrl+/', scope: 'Anywhere' },
  { id: 'monitor-row', label: 'Monitor the marked session', keys: 'M', scope: 'Supervisor' },
  { id: 'join-row', label: 'Join it', keys: 'J', scope: 'Supervisor' },
  { id: 'take-over-row', label: 'Take it over', keys: 'O', scope: 'Supervisor' },
  { id: 'give-row', label: 'Transfer it, or assign it while it waits', keys: 'T', scope: 'Supervisor' },
  { id: 'chat-view', label: 'Chat', keys: 'Alt+1', scope: 'Session' },
  { id: 'screen-view', label: 'Screen', keys: 'Alt+2', scope: 'Session' },
  { id: 'files-view', label: 'Files', keys: 'Alt+3', scope: 'Session' },
  { id: 'info-view', label: 'System info', keys: 'Alt+4', scope: 'Session' },
  { id: 'chat-dock', label: 'Show or hide chat', keys: 'Ctrl+Shift+J', scope: 'Session' },
  { id: 'write', label: 'Write a message', keys: 'Ctrl+J', scope: 'Session' },
  { id: 'transfer', label: 'Transfer', keys: 'Ctrl+Shift+T', scope: 'Session' },
  { id: 'share', label: 'Share with colleagues', keys: 'Ctrl+Shift+S', scope: 'Session' },
  { id: 'hold', label: 'Hold', keys: 'Ctrl+Shift+H', scope: 'Session' },
  { id: 'elevate', label: 'Elevate', keys: 'Ctrl+Shift+L', scope: 'Session' },
  { id: 'end', label: 'End session', keys: 'Ctrl+Shift+W', scope: 'Session' },
  { id: 'notes', label: 'Notes', keys: 'Ctrl+Shift+N', scope: 'Session' },
  { id: 'toggle-side', label: 'Show or hide details', keys: 'Ctrl+D', scope: 'Session' },
  { id: 'canned', label: 'Canned messages', keys: '/', scope: 'Chat' },
  { id: 'attach', label: 'Attach files', keys: 'Ctrl+U', scope: 'Chat' },
  { id: 'private', label: 'Representatives only', keys: 'Ctrl+Shift+P', scope: 'Chat' },
  { id: 'link', label: 'Send a link', keys: 'Ctrl+L', scope: 'Chat' },
  { id: 'control', label: 'Ask for or release control', keys: 'Ctrl+Shift+R', scope: 'Screen' },
  { id: 'fit', label: 'Fit or 1:1', keys: 'Ctrl+Shift+F', scope: 'Screen' },
  { id: 'screenshot', label: 'Screenshot', keys: 'Ctrl+Shift+G', scope: 'Screen' },
  { id: 'send-clipboard', label: 'Send clipboard', keys: 'Ctrl+Shift+V', scope: 'Screen' },
  { id: 'annotate', label: 'Annotate', keys: 'Ctrl+Shift+D', scope: 'Screen' },
  { id: 'focus-mode', label: 'Focus mode', keys: 'F11', scope: 'Screen' },
  { id: 'files-other', label: 'Other pane', keys: 'Tab', scope: 'Files' },
  { id: 'files-open', label: 'Open', keys: 'Enter', scope: 'Files' },
  { id: 'files-up', label: 'Up', keys: 'Backspace', scope: 'Files' },
  { id: 'files-select', label: 'Select', keys: 'Space', scope: 'Files' },
  { id: 'files-all', label: 'Select all', keys: 'Ctrl+A', scope: 'Files' },
  { id: 'files-send', label: 'Send to the device', keys: 'Ctrl+→', scope: 'Files' },
  { id: 'files-copy', label: 'Copy to this computer', keys: 'Ctrl+←', scope: 'Files' },
  { id: 'files-rename', label: 'Rename', keys: 'F2', scope: 'Files' },
  { id: 'files-delete', label: 'Delete', keys: 'Delete', scope: 'Files' },
  { id: 'files-new-folder', label: 'New folder', keys: 'F7', scope: 'Files' },
  { id: 'files-refresh', label: 'Refresh', keys: 'F5', scope: 'Files' },
  { id: 'files-search', label: 'Search this folder', keys: 'Ctrl+F', scope: 'Files' },
  { id: 'info-search', label: 'Search properties', keys: '/', scope: 'System info' },
  { id: 'info-refresh', label: 'Refresh', keys: 'F5', scope: 'System info' },
  { id: 'info-copy', label: 'Copy value', keys: 'Ctrl+C', scope: 'System info' },
  { id: 'key-back', label: 'Back', keys: 'Alt+←', scope: 'Phone keys' },
  { id: 'key-home', label: 'Home', keys: 'Alt+Home', scope: 'Phone keys' },
  { id: 'key-recents', label: 'Recents', keys: 'Alt+↑', scope: 'Phone keys' },
  { id: 'key-volume-up', label: 'Volume up', keys: 'Alt+PageUp', scope: 'Phone keys' },
  { id: 'key-volume-down', label: 'Volume down', keys: 'Alt+PageDown', scope: 'Phone keys' },
  { id: 'key-power', label: 'Power', keys: 'Alt+End', scope: 'Phone keys' },
]

/** The keys of an action, as written on caps. */
export const keysOf = (id: ActionId | BareActionId): string => shortcuts.find((shortcut) => shortcut.id === id)?.keys ?? ''

/** What of a keyboard event decides about a shortcut. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** Keys whose caps carry a sign. */
const signs: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ' ': 'Space' }

const isMac = () => /Mac/.test(navigator.platform)

/** The event's keys in the notation of the list, with Cmd as Ctrl on macOS. */
export function chord(event: KeyPress, mac = isMac()): string {
  const primary = mac ? event.metaKey : event.ctrlKey
  const alternate = mac ? event.ctrlKey : event.altKey
  const sign = event.key === ',' || event.key === '/' ? event.key : undefined
  const digit = /^Digit(\d)$/.exec(event.code)?.[1]
  // WebKitGTK has no name for Tab with Shift (X11's ISO_Left_Tab).
  const tab = event.code === 'Tab' ? 'Tab' : undefined
  const key = sign ?? digit ?? tab ?? signs[event.key] ?? (event.key.length === 1 ? event.key.toUpperCase() : event.key)
  return [primary && 'Ctrl', event.shiftKey && !sign && 'Shift', alternate && 'Alt', key].filter(Boolean).join('+')
}

/** The action of a key press. A bare character never acts, so typing is never taken away. */
export function actionOf(event: KeyPress, mac = isMac()): ActionId | undefined {
  const pressed = chord(event, mac)
  const acts = ({ keys, scope }: Shortcut) => keys.length > 1 && keys === pressed && scope !== 'Files' && scope !== 'System info'
  return shortcuts.find(acts)?.id
}

/** What a key press means to the file view. Its keys act where it has the focus and nowhere else. */
export function filesActionOf(event: KeyPress, mac = isMac()): FilesActionId | undefined {
  const pressed = chord(event, mac)
  return shortcuts.find(({ keys, scope }) => scope === 'Files' && keys === pressed)?.id as FilesActionId | undefined
}

/** What a key press means to the system information. Its keys act where it has the focus and nowhere else. */
export function infoActionOf(event: KeyPress, mac = isMac()): InfoActionId | undefined {
  const pressed = chord(event, mac)
  return shortcuts.find(({ keys, scope }) => scope === 'System info' && keys === pressed)?.id as InfoActionId | undefined
}

/** The number of the tab that Ctrl+1 to Ctrl+9 asks for, from 0. */
export function tabNumber(event: KeyPress, mac = isMac()): number | undefined {
  const digit = /^Ctrl\+([1-9])$/.exec(chord(event, mac))?.[1]
  return digit ? Number(digit) - 1 : undefined
}
