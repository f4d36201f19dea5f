import type { ScreenView } from '../gen/ScreenView'
import type { Session } from '../gen/Session'
import type { Console } from './console.svelte'
import { deviceNoun, type DeviceNoun } from './device'
import type { Times } from './permission'
import { DEVICE_AWAY } from './screenEnd'
import type { SessionPane } from './session.svelte'

/** Everything that decides what is said about a screen. */
export interface Shown {
  session: Session
  screen: ScreenView
  name: string
  noun: DeviceNoun
  /** The one who is signed in. */
  me: number | undefined
  /** Whether the keyboard goes to the device. */
  captured: boolean
  times: Times
}

/** What decides about the screen of a session, once the session is known. */
export function shownOf(console: Console, pane: SessionPane): Shown | undefined {
  const session = pane.view?.session
  return session && {
    session,
    screen: pane.screen.view,
    name: session.customer.name,
    noun: deviceNoun(session),
    me: console.app.signedIn?.me.id,
    captured: pane.screen.captured,
    times: console.times,
  }
}

/** Something that the strip or a card offers. */
export interface Offer {
  kind: 'ask-view' | 'ask-control' | 'take-back' | 'drive' | 'release' | 'elevate' | 'resume' | 'open-again'
  label: string
  /** Why it cannot be done now. */
  reason?: string
}

/** Whether the picture comes now. */
export const isLive = ({ screen }: Shown): boolean => screen.status.kind === 'live'

/** Whether the device's own connection is lost, not the stream's alone. */
export const isDeviceLost = ({ screen, session }: Pick<Shown, 'screen' | 'session'>): boolean =>
  session.device?.presence.kind === 'away' || (screen.status.kind === 'lost' && screen.status.close === DEVICE_AWAY)

/** The name of the one who uses pointer and keys, if somebody else does. */
export function otherDriver({ session, me }: Pick<Shown, 'session' | 'me'>): string | undefined {
  if (session.driver === null || session.driver === me) return undefined
  return session.participants.find((person) => person.id === session.driver)?.name ?? 'A colleague'
}

/** Whether the one who is signed in uses pointer and keys. */
export const inControl = ({ screen, session, me }: Pick<Shown, 'screen' | 'session' | 'me'>): boolean =>
  screen.driving || (session.driver !== null && session.driver === me)
