import type { PendingKind } from '../gen/PendingKind'
import { quietWords } from './alerts'
import type { Console } from './console.svelte'
import { dashboardActionList } from './dashboardActionList'
import { filesActionList } from './filesActionList'
import { infoActionList } from './infoActionList'
import { peopleActionList } from './peopleActionList'
import { screenActionList } from './screenActionList'
import { elevateReason } from './screenReasons'
import { keysOf, type ActionId, type BareActionId } from './shortcuts'

/** Something that can be done now, or that cannot, with the reason. */
export interface Action {
  id: ActionId | BareActionId
  label: string
  group: 'Supervisor' | 'This session' | 'Screen' | 'Files' | 'System info' | 'Anywhere'
  keys: string
  reason?: string | undefined
  run: () => void
}

/** An action whose keys are not looked up yet. */
export type Bare = Omit<Action, 'keys'>

/** Every action of the console, by shortcut or from Commands. */
export function actions(console: Console): Action[] {
  const all = [...sessionActions(console), ...peopleActionList(console), ...screenActionList(console), ...filesActionList(console), ...infoActionList(console), ...dashboardActionList(console), ...commonActions(console)]
  return all.map((action) => ({ ...action, keys: keysOf(action.id) }))
}

function sessionActions(console: Console): Bare[] {
  const pane = console.sessions.pane
  if (!pane) return []
  const group = 'This session'
  const ownerOnly = ownerReason(console)
  const writing = pane.writable ? undefined : 'The session is not active'
  const front = () => (console.page = 'sessions')
  const chat = () => {
    front()
    pane.tool = 'chat'
  }
  const noRoom = console.layout.chatFits ? undefined : 'The window is too narrow'
  const besideNothing = pane.tool === 'chat' ? 'Nothing stands beside the chat' : noRoom
  const dockLabel = console.layout.isOpen('chat') ? 'Hide the chat' : 'Show the chat'
  const elevating = elevateReason(pane)
  const go = (place: 'composer' | 'notes' | 'link' | 'canned') => () => {
    front()
    console.layout.focusMode = false
    if (place === 'notes') console.layout.open('side')
    else if (pane.tool !== 'chat' && !console.layout.chatFits) pane.tool = 'chat'
    else console.layout.open('chat')
    console.focus.ask(place)
  }
  return [
    { id: 'chat-view', group, label: 'Chat', run: chat },
    { id: 'chat-dock', group, label: dockLabel, reason: besideNothing, run: () => console.layout.toggle('chat') },
    { id: 'write', group, label: 'Write a message', reason: writing, run: go('composer') },
    { id: 'canned', group, label: 'Canned messages', reason: writing, run: go('canned') },
    { id: 'link', group, label: 'Send a link', reason: writing, run: go('link') },
    { id: 'attach', group, label: 'Attach files', reason: writing, run: () => attach(console) },
    { id: 'notes', group, label: 'Notes', run: go('notes') },
    { id: 'hold', group, label: 'Hold', reason: ownerOnly, run: () => hold(console) },
    { id: 'elevate', group, label: 'Elevate', reason: elevating, run: () => (console.overlay = 'elevate') },
    { id: 'end', group, label: 'End session', reason: ownerOnly, run: () => end(console) },
  ]
}

function commonActions(console: Console): Bare[] {
  const { sessions, layout, app } = console
  const group = 'Anywhere'
  const many = sessions.tabs.length > 1 ? undefined : 'There is no other session'
  const nobody = whyNoneCanBeTaken(console)
  const cycle = (step: number) => () => {
    console.page = 'sessions'
    sessions.cycle(step)
  }
  const queuesLabel = layout.isOpen('queues') ? 'Hide queues' : 'Show queues'
  const sideLabel = layout.isOpen('side') ? 'Hide details' : 'Show details'
  const muted = app.settings?.muted ?? false
  const quiet = quietWords(app.settings?.quiet_until, console.clock.now)
  return [
    { id: 'get-next', group, label: 'Get next', reason: nobody, run: () => getNext(console) },
    { id: 'new-key', group, label: 'New key, invite a customer', run: () => console.invite() },
    { id: 'sessions-page', group, label: 'Sessions', run: () => (console.page = 'sessions') },
    { id: 'history-page', group, label: 'History', run: () => (console.page = 'history') },
    { id: 'talk-page', group, label: 'Team chat', run: () => (console.page = 'talk') },
    { id: 'supervisor-page', group, label: 'Supervisor', reason: console.supervises ? undefined : 'You lead no team', run: () => (console.page = 'supervisor') },
    { id: 'keys-page', group, label: 'Keys and invitations', run: () => (console.page = 'keys') },
    { id: 'next-tab', group, label: 'Next session', reason: many, run: cycle(1) },
    { id: 'previous-tab', group, label: 'Previous session', reason: many, run: cycle(-1) },
    { id: 'toggle-queues', group, label: queuesLabel, run: () => layout.toggle('queues') },
    { id: 'toggle-side', group, label: sideLabel, run: () => layout.toggle('side') },
    { id: 'status', group, label: 'Change status', run: () => console.focus.ask('status') },
    { id: 'mute', group, label: muted ? 'Play sounds again' : 'Mute sounds', run: () => mute(console) },
    { id: 'quiet', group, label: quiet ? 'End do not disturb' : 'Do not disturb for 1 hour', run: () => setQuiet(console, quiet ? null : console.clock.now + 3_600_000) },
    { id: 'undo', group, label: 'Undo last action', run: () => console.toasts.undoLast() },
    { id: 'settings', group, label: 'Settings', run: () => (console.page = 'settings') },
    { id: 'shortcut-list', group, label: 'Shortcut list', run: () => (console.overlay = 'shortcuts') },
    { id: 'commands', group, label: 'Commands', run: () => (console.overlay = 'commands') },
  ]
}

const pendingWords: Record<PendingKind, string> = {
  end: 'Ending, undo first',
  hold: 'Going on hold, undo first',
  transfer: 'Being passed on, undo first',
}

/** Why a session, the one in front where none is told, cannot be passed on, held or ended, where it cannot. */
export function ownerReason(console: Console, pane = console.sessions.pane): string | undefined {
  const view = pane?.view
  if (!view) return 'Still loading'
  if (view.session.state.kind !== 'active') return 'The session is not active'
  if (!view.mine) return 'Only the owner can do this'
  if (view.pending) return pendingWords[view.pending.kind]
  return undefined
}

/** Why no session can be taken now, if that is so. */
export function whyNoneCanBeTaken(console: Console): string | undefined {
  if (!console.connection.online) return 'The site cannot be reached now'
  return console.queues.total > 0 ? undefined : 'Nobody is waiting'
}

/** Accepts the most urgent waiting session. */
export function getNext(console: Console) {
  console.page = 'sessions'
  void console.ask('No session to take', { type: 'get_next' })
}

/** Picks files of this computer for the chat of the session in front. */
export function attach(console: Console) {
  const pane = console.sessions.pane
  if (!pane) return
  console.page = 'sessions'
  pane.files.attaching = true
}

/** Puts the session in front on hold, after a few seconds for undo. */
export function hold(console: Console) {
  const lsid = console.sessions.front
  if (lsid) void console.ask('The session could not be put on hold', { type: 'hold_session', lsid })
}

/** Ends the session in front, after a few seconds for undo. */
export function end(console: Console) {
  const lsid = console.sessions.front
  if (lsid) void console.ask('The session could not be ended', { type: 'end_session', lsid })
}

/** Sets until when nothing disturbs, or ends it. */
export function setQuiet(console: Console, until: number | null) {
  console.app.change({ quiet_until: until }).catch((error) => console.toasts.refused('The setting was not kept', error))
}

/** Switches all sounds off or on. */
export function mute(console: Console) {
  const muted = !(console.app.settings?.muted ?? false)
  console.app.change({ muted }).catch((error) => console.toasts.refused('The setting was not kept', error))
}
