import type { Bare } from './actions'
import type { Capability } from '../gen/Capability'
import type { DeviceKey } from '../gen/DeviceKey'
import type { Console } from './console.svelte'
import { deviceKeys, deviceNoun } from './device'
import { stepOf } from './permission'
import { screenWork, showScreen } from './screenActions'
import { annotateReason, askReason, clipboardReason, controlReason, pictureReason, toolReason, workReason } from './screenReasons'
import { inControl } from './screenShown'
import type { SessionPane } from './session.svelte'
import type { ActionId, BareActionId } from './shortcuts'

const group = 'Screen'

/** What can be done with the screen of the session in front, by shortcut or from Commands. */
export function screenActionList(console: Console): Bare[] {
  const pane = console.sessions.pane
  if (!pane) return []
  const show: Bare = {
    id: 'screen-view',
    group: 'This session',
    label: 'Screen',
    reason: toolReason(console, pane, 'screen'),
    run: () => showScreen(console),
  }
  if (show.reason && pane.tool !== 'screen') return [show, ...askActions(console, pane)]
  return [show, ...askActions(console, pane), ...pictureActions(console, pane), ...keyActions(console, pane)]
}

function askActions(console: Console, pane: SessionPane): Bare[] {
  const work = screenWork(console, pane)
  const session = pane.view?.session
  const me = console.app.signedIn?.me.id
  if (!session) return []
  const driving = inControl({ session, screen: pane.screen.view, me })
  const labels: Record<string, string> = {
    requested: 'Take back the question for control',
    granted: driving ? 'Release control' : 'Take control',
  }
  const { control } = session.capabilities
  const label = labels[control.kind] ?? 'Ask for control'
  const reason = askReason(console, pane, 'control') ?? step(console, pane, 'control').reason
  return [
    permission(console, pane, 'view', 'ask-view', 'stop-view'),
    { id: 'control', group, label, reason, run: () => void work.control() },
    ...(control.kind === 'granted' ? [permission(console, pane, 'control', 'stop-control', 'stop-control')] : []),
    permission(console, pane, 'clipboard', 'ask-clipboard', 'stop-clipboard'),
  ]
}

function step(console: Console, pane: SessionPane, what: Capability) {
  const state = pane.view?.session.capabilities[what] ?? { kind: 'available' }
  return stepOf(what, state, console.times)
}

function permission(console: Console, pane: SessionPane, what: Capability, ask: BareActionId, stop: BareActionId): Bare {
  const { kind, label, reason } = step(console, pane, what)
  const work = screenWork(console, pane)
  const named = label === 'Ask again' || kind === 'take-back' ? `${label}: ${what}` : label
  return {
    id: kind === 'stop' ? stop : ask,
    group,
    label: named,
    reason: (kind === 'ask' ? askReason(console, pane, what) : workReason(pane)) ?? reason,
    run: () => void (kind === 'ask' ? work.ask(what) : kind === 'stop' ? work.stop(what) : work.takeBack(what)),
  }
}

function pictureActions(console: Console, pane: SessionPane): Bare[] {
  const work = screenWork(console, pane)
  const { screen } = pane
  const { layout } = console
  const here = pane.tool === 'screen' ? undefined : 'Open the screen first'
  const picture = here ?? pictureReason(pane)
  const texts = here ?? clipboardReason(pane)
  const noun = pane.view ? deviceNoun(pane.view.session) : 'computer'
  const positions = screen.view.facts?.positions ? undefined : `The ${noun} takes characters only`
  const other = screen.keyboard === 'position' ? 'character' : 'position'
  return [
    { id: 'fit', group, label: screen.zoom.kind === 'fit' ? 'Show at 1:1' : 'Fit', reason: here, run: () => screen.toggleFit() },
    { id: 'screenshot', group, label: 'Screenshot to a file', reason: picture, run: () => void work.screenshot('file') },
    { id: 'screenshot-clipboard', group, label: 'Screenshot to the clipboard', reason: picture, run: () => void work.screenshot('clipboard') },
    { id: 'send-clipboard', group, label: 'Send my clipboard', reason: texts, run: () => void work.sendClipboard() },
    { id: 'fetch-clipboard', group, label: 'Fetch their clipboard', reason: texts, run: () => void work.fetchClipboard() },
    { id: 'annotate', group, label: screen.tool === 'draw' ? 'Stop drawing' : 'Draw on the screen', reason: here ?? annotateReason(pane), run: () => screen.take('draw') },
    { id: 'keyboard-mode', group, label: `Keys by ${other}`, reason: here ?? positions, run: () => (screen.keyboard = other) },
    { id: 'capture', group, label: `Keys to the ${noun}`, reason: here ?? controlReason(pane), run: () => (screen.wish = 'capture') },
    { id: 'focus-mode', group, label: layout.focusMode ? 'Leave focus mode' : 'Focus mode', reason: here, run: () => (layout.focusMode = !layout.focusMode) },
  ]
}

/** The device's keys by their names, with what presses them here. */
export const phoneKeys: readonly { key: DeviceKey; id: ActionId; label: string }[] = [
  { key: 'back', id: 'key-back', label: 'Back' },
  { key: 'home', id: 'key-home', label: 'Home' },
  { key: 'recents', id: 'key-recents', label: 'Recents' },
  { key: 'volume_down', id: 'key-volume-down', label: 'Volume down' },
  { key: 'volume_up', id: 'key-volume-up', label: 'Volume up' },
  { key: 'power', id: 'key-power', label: 'Power' },
]

/** The keys of computers that a keyboard here cannot send. */
export const computerKeys: readonly { key: DeviceKey; id: BareActionId; label: string }[] = [
  { key: 'ctrl_alt_delete', id: 'ctrl-alt-delete', label: 'Ctrl Alt Del' },
  { key: 'super', id: 'system-key', label: 'System key' },
]

function keyActions(console: Console, pane: SessionPane): Bare[] {
  const device = pane.view?.session.device
  if (!device) return []
  const groups = deviceKeys(device)
  const reason = pane.tool === 'screen' ? controlReason(pane) : 'Open the screen first'
  const work = screenWork(console, pane)
  const keys = [...(groups.phone ? phoneKeys : []), ...(groups.computer ? computerKeys : [])]
  return keys.map(({ key, id, label }) => ({ id, group, label: `Press ${label}`, reason, run: () => void work.press(key) }))
}
