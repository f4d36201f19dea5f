import type { Session } from '../gen/Session'
import { deviceNoun } from './device'
import type { SessionPane } from './session.svelte'
import { lasts, unavailableWords } from './unavailable'

/** Why the view "Screen" of a session cannot be opened, where it cannot. */
export function screenReason(session: Session | undefined): string | undefined {
  if (!session) return 'Still loading'
  const { view } = session.capabilities
  if (view.kind !== 'unavailable' || (view.reason !== 'not_allowed_here' && session.device && !lasts(view.reason)))
    return undefined
  if (view.reason === 'needs_client' || !session.device) return 'Needs the client app'
  return unavailableWords[view.reason].sentence({ name: session.customer.name, noun: deviceNoun(session) })
}

/** Why nothing can be asked of the customer or done to the device, where it cannot. */
export function workReason(pane: SessionPane, me: number | undefined): string | undefined {
  if (!pane.view) return 'Still loading'
  if (!pane.writable) return 'The session is not active'
  if (!pane.takesPart(me)) return 'You no longer take part'
  return undefined
}

/** Why the client cannot be offered to the customer, where it cannot. */
export function elevateReason(pane: SessionPane, me: number | undefined): string | undefined {
  const device = pane.view?.session.device
  if (device?.presence.kind === 'here') return 'The client app is connected'
  return workReason(pane, me)
}

const nounOf = (pane: SessionPane): string => (pane.view ? deviceNoun(pane.view.session) : 'computer')

/** Why there is no picture to work with, where there is none. */
export function pictureReason(pane: SessionPane): string | undefined {
  return pane.screen.view.status.kind === 'live' ? undefined : 'There is no live picture'
}

/** Why pointer, keys and texts do not reach the device, where they do not. */
export function controlReason(pane: SessionPane): string | undefined {
  if (pane.view?.session.capabilities.control.kind !== 'granted') return 'Needs control'
  const picture = pictureReason(pane)
  if (picture) return picture
  return pane.screen.view.driving ? undefined : 'Take control first'
}

/** Why nothing can be drawn on the customer's screen, where it cannot. */
export function annotateReason(pane: SessionPane): string | undefined {
  const picture = pictureReason(pane)
  if (picture) return picture
  return pane.screen.view.facts?.annotations ? undefined : `The ${nounOf(pane)} does not show drawings`
}

/** Why the clipboards cannot be used, where they cannot. */
export function clipboardReason(pane: SessionPane): string | undefined {
  if (pane.view?.session.device && !pane.view.session.device.abilities.clipboard) return `The ${nounOf(pane)} passes no texts`
  return pane.view?.session.capabilities.control.kind === 'granted' ? pictureReason(pane) : 'Needs control'
}
