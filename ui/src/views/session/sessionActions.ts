import type { IconName } from '../../components/icons'
import { end, hold, ownerReason } from '../../state/actions'
import type { Console } from '../../state/console.svelte'
import { elevateReason } from '../../state/screenReasons'
import { helperReason, leaveReason, peopleWork, shareReason } from '../../state/sharing'
import { keysOf } from '../../state/shortcuts'

/** Something that can be done with the session in front, or not, with the reason. */
export interface SessionAction {
  label: string
  icon: IconName
  keys: string
  reason: string | undefined
  danger?: boolean
  run: () => void
}

/** The actions of the side panel and, with those of {@link moreSessionActions}, of the session menu, in their order. */
export function sessionActions(console: Console): SessionAction[] {
  const owner = ownerReason(console)
  const pane = console.sessions.pane
  const elevating = pane ? elevateReason(pane) : 'No session is open'
  return [
    { label: 'Transfer', icon: 'arrow-right-left', keys: keysOf('transfer'), reason: owner, run: () => void (console.overlay = 'transfer') },
    { label: 'Share', icon: 'user-plus', keys: keysOf('share'), reason: shareReason(pane), run: () => void (console.overlay = 'share') },
    { label: 'Hold', icon: 'pause', keys: keysOf('hold'), reason: owner, run: () => hold(console) },
    { label: 'Elevate', icon: 'circle-arrow-up', keys: keysOf('elevate'), reason: elevating, run: () => void (console.overlay = 'elevate') },
    { label: 'End', icon: 'circle-x', keys: keysOf('end'), reason: owner, danger: true, run: () => end(console) },
  ]
}

/** What the session menu has besides: letting somebody in from outside, and leaving. */
export function moreSessionActions(console: Console): SessionAction[] {
  const pane = console.sessions.pane
  if (!pane) return []
  const leave = pane.part === 'monitor' ? 'Stop watching' : 'Leave session'
  return [
    { label: 'Invite an outside helper', icon: 'life-buoy', keys: '', reason: helperReason(pane, console.app.signedIn?.me.rights), run: () => void (console.overlay = 'helper') },
    { label: leave, icon: 'log-out', keys: '', reason: leaveReason(pane), run: () => void peopleWork(console, pane).leave() },
  ]
}
