import type { CapabilityState } from '../gen/CapabilityState'
import type { StoppedBy } from '../gen/StoppedBy'
import { timeOfDay } from './dates'
import { pauseWords, sinceWords } from './permission'
import { inControl, otherDriver, type Offer, type Shown } from './screenShown'
import { unavailableWords } from './unavailable'

/** The line above a remote screen: who may do what, in words. */
export interface Strip {
  tone: 'plain' | 'on' | 'ask' | 'denied' | 'no'
  icon: 'view' | 'control' | 'denied' | 'stopped' | 'lost' | 'hold' | 'keyboard' | 'off'
  lead: string
  rest: string
  /** A time that counts, after the lead; never read out. */
  count?: string
  offer?: Offer
}

/** What the strip says. The first thing that stands in the way wins. */
export function stripOf(shown: Shown): Strip {
  return lifeStrip(shown) ?? viewStrip(shown) ?? streamStrip(shown) ?? controlStrip(shown)
}

function lifeStrip({ session }: Shown): Strip | undefined {
  if (session.state.kind === 'ended') return { tone: 'plain', icon: 'off', lead: 'The session is over.', rest: '' }
  if (session.state.kind === 'active') return undefined
  return { tone: 'plain', icon: 'hold', lead: 'On hold.', rest: 'View and control are paused.' }
}

function viewStrip(shown: Shown): Strip | undefined {
  const { session, name, times, noun } = shown
  const { view, control } = session.capabilities
  if (view.kind === 'granted') return undefined
  // A question for control is one for seeing too.
  if (control.kind === 'requested') return askedStrip(control, 'Asked to view and control', 'control', times)
  if (view.kind === 'requested') return askedStrip(view, 'Asked to view', 'view', times)
  const ask: Offer = { kind: 'ask-view', label: 'Ask to view' }
  switch (view.kind) {
    case 'unavailable': {
      const words = unavailableWords[view.reason]
      const lost = view.reason === 'device_away'
      const text = { lead: words.sentence({ name, noun }), rest: words.next({ name, noun }) }
      const remedy: Offer | undefined =
        words.remedy === 'elevate' ? { kind: 'elevate', label: 'Ask to open the app' } : undefined
      return { tone: lost ? 'ask' : 'plain', icon: lost ? 'lost' : 'off', ...text, ...(remedy ? { offer: remedy } : {}) }
    }
    case 'denied':
      return denied(shown, view, 'View', 'The chat goes on.', { ...ask, label: 'Ask again' })
    case 'stopped':
      return stopped(shown, view, 'Sharing', '', ask)
    default:
      return { tone: 'plain', icon: 'view', lead: 'Not viewing.', rest: `${name} has not been asked.`, offer: ask }
  }
}

type Requested = Extract<CapabilityState, { kind: 'requested' }>

function askedStrip(state: Requested, lead: string, what: 'view' | 'control', times: Shown['times']): Strip {
  const offer: Offer = { kind: 'take-back', label: 'Take back' }
  return { tone: 'ask', icon: what, lead, count: `${sinceWords(state.at, times)} ago`, rest: '', offer }
}

function streamStrip({ screen, noun, session }: Shown): Strip | undefined {
  if (screen.status.kind === 'lost' || session.device?.presence.kind === 'away')
    return { tone: 'ask', icon: 'lost', lead: `No signal from the ${noun}.`, rest: 'Input is held back.' }
  if (screen.status.kind === 'password_needed')
    return { tone: 'plain', icon: 'view', lead: 'Viewing is allowed.', rest: 'The VNC agent asks for its password.' }
  return undefined
}

function controlStrip(shown: Shown): Strip {
  const { session, name, noun, times, captured } = shown
  const { control } = session.capabilities
  const ask: Offer = { kind: 'ask-control', label: 'Ask for control' }
  if (control.kind === 'granted') {
    if (inControl(shown)) return drivingStrip(name, noun, captured)
    const other = otherDriver(shown)
    const offer: Offer = { kind: 'drive', label: other ? 'Take over' : 'Take control' }
    if (other) return { tone: 'plain', icon: 'control', lead: `${other} is in control.`, rest: 'You are viewing.', offer }
    return { tone: 'plain', icon: 'control', lead: 'Control is allowed.', rest: 'Nobody uses it now.', offer }
  }
  switch (control.kind) {
    case 'requested':
      return askedStrip(control, 'Asked for control', 'control', times)
    case 'denied':
      return denied(shown, control, 'Control', 'You can still view.', { ...ask, label: 'Ask again' })
    case 'stopped':
      return stopped(shown, control, 'Control', 'You can still see the screen.', { ...ask, label: 'Ask again' })
    case 'unavailable':
      return { tone: 'plain', icon: 'view', lead: 'Viewing only.', rest: unavailableWords[control.reason].sentence({ name, noun }) }
    case 'available':
      return { tone: 'plain', icon: 'view', lead: 'Viewing only.', rest: `${name} has not been asked for control.`, offer: ask }
  }
}

function drivingStrip(name: string, noun: string, captured: boolean): Strip {
  const offer: Offer = { kind: 'release', label: 'Release' }
  const rest = captured ? `Keys go to the ${noun}. F8 to leave.` : `${name} can stop this at any time.`
  return { tone: 'on', icon: captured ? 'keyboard' : 'control', lead: 'You are in control.', rest, offer }
}

type Denied = Extract<CapabilityState, { kind: 'denied' }>
type Stopped = Extract<CapabilityState, { kind: 'stopped' }>

function denied({ times }: Shown, state: Denied, what: string, rest: string, offer: Offer): Strip {
  const pause = pauseWords(state.ask_again_at, times)
  const lead = `${what} denied ${timeOfDay(times.local(state.at))}.`
  return { tone: 'denied', icon: 'denied', lead, rest, offer: pause ? { ...offer, reason: pause } : offer }
}

function stopped({ times, name, noun }: Shown, state: Stopped, what: string, rest: string, offer: Offer): Strip {
  const lead = `${what} stopped ${timeOfDay(times.local(state.at))}.`
  return { tone: 'no', icon: 'stopped', lead, rest: [stoppedWords(state.by, name, noun), rest].filter(Boolean).join(' '), offer }
}

/** Who stopped what was allowed. */
export function stoppedWords(by: StoppedBy, name: string, noun: string): string {
  const words: Record<StoppedBy, string> = {
    customer: `${name} took it back.`,
    representative: 'A representative stopped it.',
    device: `The ${noun} has left.`,
  }
  return words[by]
}
