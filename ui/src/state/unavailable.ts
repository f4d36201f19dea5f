import type { UnavailableReason } from '../gen/UnavailableReason'
import type { DeviceNoun } from './device'

/** Whom the words are about. */
export interface About {
  /** The customer's name. */
  name: string
  noun: DeviceNoun
}

/** What can be done at once against a reason. */
export type Remedy = 'elevate' | 'resume'

/** Why something cannot be had, and what to do about it. */
export interface UnavailableWords {
  /** A few words for the chip: "needs the client". */
  short: string
  /** What is the case. */
  sentence: (about: About) => string
  /** What to do. */
  next: (about: About) => string
  remedy?: Remedy
}

/** The one table of reasons. A reason without words does not compile. */
export const unavailableWords: Record<UnavailableReason, UnavailableWords> = {
  needs_client: {
    short: 'needs the app',
    sentence: ({ name }) => `${name} takes part with a browser alone.`,
    next: ({ name }) => `Ask ${name} to open the client app.`,
    remedy: 'elevate',
  },
  device_away: {
    short: 'connection lost',
    sentence: ({ name, noun }) => `${name}’s ${noun} lost the connection.`,
    next: () => 'It comes back by itself, and what was allowed stays allowed.',
  },
  not_active: {
    short: 'not active',
    sentence: () => 'The session is not active.',
    next: () => 'Resume or accept it first.',
    remedy: 'resume',
  },
  nobody_to_ask: {
    short: 'nobody to ask',
    sentence: ({ name }) => `${name} has no page open on which to answer.`,
    next: ({ name }) => `Have ${name} open the session’s page in a browser.`,
  },
  no_screen: {
    short: 'no screen',
    sentence: ({ noun }) => `The ${noun} has no screen that can be shown.`,
    next: ({ name, noun }) => `Ask ${name} to sign in on the ${noun}.`,
  },
  accessibility_off: {
    short: 'accessibility off',
    sentence: ({ noun }) => `The accessibility permission is off on the ${noun}.`,
    next: ({ name, noun }) => `Ask ${name} to switch it on in the ${noun}’s settings.`,
  },
  needs_support_plus: {
    short: 'needs Support+',
    sentence: ({ noun }) => `From Android 11 on, only the Support+ client can reach the ${noun}’s files.`,
    next: ({ name }) => `Send ${name} the link to the Support+ client.`,
  },
  not_supported: {
    short: 'not offered',
    sentence: ({ noun }) => `What runs on the ${noun} cannot do this.`,
    next: () => 'Guide by chat instead.',
  },
  not_allowed_here: {
    short: 'not allowed here',
    sentence: () => 'This site’s rules forbid it.',
    next: () => 'Your administrator can tell you more.',
  },
}

/** Reasons that no waiting changes: a view that has one of them is not worth opening. */
const lasting: Record<UnavailableReason, boolean> = {
  needs_client: true,
  not_supported: true,
  not_allowed_here: true,
  device_away: false,
  not_active: false,
  nobody_to_ask: false,
  no_screen: false,
  accessibility_off: false,
  needs_support_plus: false,
}

/** Whether a reason lasts. */
export const lasts = (reason: UnavailableReason): boolean => lasting[reason]
