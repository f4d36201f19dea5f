import type { IconName } from '../../components/icons'
import { end, hold, ownerReason } from '../../state/actions'
import type { Console } from '../../state/console.svelte'
import { elevateReason } from '../../state/screenReasons'
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

const NOT_OFFERED = 'Not offered by this appliance yet'

/** The actions of the side panel and of the session menu, in their order. */
export function sessionActions(console: Console): SessionAction[] {
  const owner = ownerReason(console)
  const pane = console.sessions.pane
  const elevating = pane ? elevateReason(pane, console.app.signedIn?.me.id) : 'No session is open'
  const none = { keys: '', reason: NOT_OFFERED, run: () => undefined }
  return [
    { label: 'Transfer', icon: 'arrow-right-left', ...none },
    { label: 'Share', icon: 'user-plus', ...none },
    { label: 'Hold', icon: 'pause', keys: keysOf('hold'), reason: owner, run: () => hold(console) },
    { label: 'Elevate', icon: 'circle-arrow-up', keys: keysOf('elevate'), reason: elevating, run: () => void (console.overlay = 'elevate') },
    { label: 'End', icon: 'circle-x', keys: keysOf('end'), reason: owner, danger: true, run: () => end(console) },
  ]
}
