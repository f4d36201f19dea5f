import type { Capability } from '../gen/Capability'
import type { Session } from '../gen/Session'
import type { Console } from './console.svelte'
import { deviceNoun } from './device'
import type { Offer } from './screenShown'
import type { SessionPane, Tool } from './session.svelte'
import { outsideReason, rightReason } from './sharing'
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

/** Why the device's files or facts cannot be opened, where no device has ever joined. */
function deviceReason(session: Session | undefined, what: 'files' | 'info'): string | undefined {
  return session && !session.device && session.capabilities[what].kind === 'unavailable' ? 'Needs the client app' : undefined
}

/** Why nothing can be asked of the customer or done to the device, where it cannot. */
export function workReason(pane: SessionPane): string | undefined {
  if (!pane.view) return 'Still loading'
  if (!pane.writable) return 'The session is not active'
  return outsideReason(pane.view.part)
}

/** Why the customer cannot be asked for something, or what was allowed cannot be used: the account's rights count as well. */
export function askReason(console: Console, pane: SessionPane, what: Capability): string | undefined {
  return workReason(pane) ?? rightReason(console.app.signedIn?.me.rights, what)
}

/** Why what the strip or a card offers cannot be had, where it cannot. */
export function offerReason(console: Console, pane: SessionPane, offer: Offer): string | undefined {
  switch (offer.kind) {
    case 'elevate':
      return elevateReason(pane)
    case 'ask-view':
      return askReason(console, pane, 'view') ?? offer.reason
    case 'ask-control':
    case 'drive':
      return askReason(console, pane, 'control') ?? offer.reason
    default:
      return workReason(pane) ?? offer.reason
  }
}

/**
 * Why a view of a session cannot be opened, where it cannot. Who watches sees the screen and the system
 * information; the device's files are for those who take part.
 */
export function toolReason(console: Console, pane: SessionPane, tool: Tool): string | undefined {
  if (tool === 'chat') return undefined
  const part = pane.part ?? 'participant'
  const right = rightReason(console.app.signedIn?.me.rights, tool === 'screen' ? 'view' : tool)
  const watching = part === 'monitor' && tool !== 'files'
  const outside = pane.writable && !watching ? outsideReason(part) : undefined
  const session = pane.view?.session
  return right ?? outside ?? (tool === 'screen' ? screenReason(session) : deviceReason(session, tool))
}

/** Why the client cannot be offered to the customer, where it cannot. */
export function elevateReason(pane: SessionPane): string | undefined {
  const device = pane.view?.session.device
  if (device?.presence.kind === 'here') return 'The client app is connected'
  return workReason(pane)
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
