import { timeOfDay } from './dates'
import { pauseWords, sinceWords } from './permission'
import { endWords } from './screenEnd'
import { isDeviceLost, isLive, type Offer, type Shown } from './screenShown'
import { sentence } from './words'
import { unavailableWords } from './unavailable'

/** What stands in the place of a live picture. */
export interface Card {
  kind: CardKind
  title: string
  text?: string
  /** A text with a time that counts; never read out. */
  count?: string
  offers: readonly Offer[]
}

/** What a card is about. */
export type CardKind =
  | 'not-asked' | 'asked' | 'denied' | 'stopped' | 'unavailable' | 'opening' | 'lost' | 'broken' | 'password'
  | 'protected' | 'locked' | 'paused' | 'hold' | 'ended'

/** The card over the stage, or none while there is a picture that tells the truth. */
export function cardOf(shown: Shown): Card | undefined {
  return lifeCard(shown) ?? viewCard(shown) ?? streamCard(shown)
}

function lifeCard({ session, name, times }: Shown): Card | undefined {
  const { state } = session
  if (state.kind === 'ended') return { kind: 'ended', title: 'The session is over', offers: [] }
  if (state.kind === 'active') return undefined
  const resume: Offer = { kind: 'resume', label: state.kind === 'held' ? 'Resume' : 'Accept' }
  if (state.kind === 'waiting') return { kind: 'hold', title: `${name} is waiting`, offers: [resume] }
  const count = sinceWords(state.since, times)
  return { kind: 'hold', title: 'On hold', count, text: `${name} waits in the queue.`, offers: [resume] }
}

function viewCard(shown: Shown): Card | undefined {
  const { session, name, noun, times } = shown
  const { view, control } = session.capabilities
  if (view.kind === 'granted') return undefined
  if (view.kind === 'requested' || control.kind === 'requested')
    return { kind: 'asked', title: `${name} is deciding`, text: `The question is on the ${noun} now.`, offers: [] }
  const ask: Offer = { kind: 'ask-view', label: 'Ask to view' }
  switch (view.kind) {
    case 'unavailable':
      return unavailableCard(shown, view.reason)
    case 'denied': {
      const pause = pauseWords(view.ask_again_at, times)
      const again: Offer = { ...ask, label: 'Ask again', ...(pause ? { reason: pause } : {}) }
      return { kind: 'denied', title: `${name} said no to viewing`, text: pause ?? 'You can ask once more.', offers: [again] }
    }
    case 'stopped':
      return {
        kind: 'stopped',
        title: view.by === 'customer' ? `${name} stopped sharing` : 'The screen is not shared any more',
        text: `Last picture ${timeOfDay(times.local(view.at))}`,
        offers: [ask],
      }
    default:
      return {
        kind: 'not-asked',
        title: `${name}’s screen is not shown`,
        text: `${name} decides on the ${noun}, and can stop at any time.`,
        offers: control.kind === 'unavailable' ? [ask] : [ask, { kind: 'ask-control', label: 'Ask to view and control' }],
      }
  }
}

function unavailableCard({ session, name, noun, times }: Shown, reason: keyof typeof unavailableWords): Card {
  const words = unavailableWords[reason]
  const away = session.device?.presence
  if (reason === 'device_away') {
    const title = `${name}’s ${noun} is reconnecting`
    const count = away?.kind === 'away' ? `Lost ${sinceWords(away.since, times)} ago` : undefined
    return { kind: 'lost', title, text: words.next({ name, noun }), offers: [], ...(count ? { count } : {}) }
  }
  const offers: Offer[] = words.remedy === 'elevate' ? [{ kind: 'elevate', label: 'Ask to open the app' }] : []
  return { kind: 'unavailable', title: words.sentence({ name, noun }).replace(/\.$/, ''), text: words.next({ name, noun }), offers }
}

function streamCard(shown: Shown): Card | undefined {
  const { screen, session, name, noun } = shown
  if (isLive(shown)) return truthCard(shown)
  const { status } = screen
  if (status.kind === 'password_needed') return { kind: 'password', title: `The ${noun} asks for its VNC password`, offers: [] }
  if (status.kind === 'lost') return lostCard(shown, status)
  if (session.device?.presence.kind === 'away') return unavailableCard(shown, 'device_away')
  return { kind: 'opening', title: 'Waiting for the first picture', text: `${name}’s ${noun} is being connected.`, offers: [] }
}

function lostCard(shown: Shown, status: Extract<Shown['screen']['status'], { kind: 'lost' }>): Card {
  const { name, noun, times } = shown
  const away = isDeviceLost(shown)
  const title = away ? `${name}’s ${noun} is reconnecting` : 'The picture broke off'
  // The stream's times are the console's own; only the session's come by the appliance's clock.
  const age = sinceWords(status.since, { ...times, local: (at) => at })
  const count = `Picture from ${timeOfDay(status.since)}, ${age} ago`
  const again: Offer = { kind: 'open-again', label: status.next_try_at === null ? 'Try again' : 'Try now' }
  const kind = away || status.reason.retryable ? 'lost' : 'broken'
  const text = away ? undefined : (endWords(status.close, noun) ?? sentence(status.reason.message))
  return { kind, title, count, offers: away ? [] : [again], ...(text ? { text } : {}) }
}

function truthCard({ screen, name, noun }: Shown): Card | undefined {
  switch (screen.facts?.shown) {
    case 'protected':
      return { kind: 'protected', title: noun === 'phone' ? 'This app hides its screen' : 'The computer hides this picture', text: `${name} sees it, you do not. Guide by chat.`, offers: [] }
    case 'locked':
      return { kind: 'locked', title: `The ${noun} is locked`, text: `Ask ${name} to unlock it.`, offers: [] }
    case 'paused':
      return { kind: 'paused', title: `${name} has paused the picture`, text: 'It goes on when they are ready.', offers: [] }
    default:
      return undefined
  }
}

/** The cards that lie over the last picture; the others stand on an empty stage. */
export const overPicture = (kind: CardKind): boolean =>
  kind === 'lost' || kind === 'broken' || kind === 'stopped' || kind === 'hold' || kind === 'protected' || kind === 'locked' || kind === 'paused'
