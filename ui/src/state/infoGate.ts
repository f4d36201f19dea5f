import type { Session } from '../gen/Session'
import { timeOfDay } from './dates'
import { deviceNoun } from './device'
import { pauseWords, sinceWords, type Times } from './permission'
import { unavailableWords } from './unavailable'

/** Something that can be done about it. */
export interface InfoOffer {
  kind: 'ask' | 'take-back' | 'elevate' | 'resume'
  label: string
  /** Why it cannot be done now. */
  reason?: string
}

/** Why nothing can be read now, and what to do. */
export interface InfoGate {
  kind: 'not-asked' | 'asked' | 'denied' | 'stopped' | 'unavailable' | 'away' | 'hold' | 'ended'
  title: string
  text: string
  offers: readonly InfoOffer[]
  /** What is good to know besides. */
  foot?: string
}

/** Why nothing can be read now; undefined while it can. */
export function infoGateOf(session: Session, times: Times): InfoGate | undefined {
  const life = lifeGate(session)
  if (life) return life
  const name = session.customer.name
  const noun = deviceNoun(session)
  const { info } = session.capabilities
  const at = (moment: number) => timeOfDay(times.local(moment))
  switch (info.kind) {
    case 'granted':
      return undefined
    case 'unavailable':
      return unavailableGate(session, info.reason)
    case 'available':
      return {
        kind: 'not-asked',
        title: `Nothing is known of ${name}’s ${noun} yet`,
        text: `What can be read: the ${noun} and its system, battery, storage, memory, network, apps and processes. Where it is and its system log are asked for by themselves.`,
        offers: [{ kind: 'ask', label: 'Ask for system information' }],
        foot: `Where this site asks customers, ${name} decides, and can stop it at any time.`,
      }
    case 'requested':
      return {
        kind: 'asked',
        title: `${name} is deciding`,
        text: `The question is on the ${noun} now. Asked ${sinceWords(info.at, times)} ago.`,
        offers: [{ kind: 'take-back', label: 'Take back' }],
      }
    case 'denied': {
      const pause = pauseWords(info.ask_again_at, times)
      return {
        kind: 'denied',
        title: `${name} did not allow reading system information`,
        text: `You can ask again when ${name} is ready. Explain in the chat what you need to know and why.`,
        offers: [{ kind: 'ask', label: 'Ask again', ...(pause ? { reason: pause } : {}) }],
        foot: `Denied ${at(info.at)}. ${pause ?? 'After two refusals, asking is paused for 5 minutes'}.`,
      }
    }
    case 'stopped':
      return {
        kind: 'stopped',
        title: info.by === 'customer' ? `${name} stopped it` : 'System information is not read any more',
        text: 'What was read stays here.',
        offers: [{ kind: 'ask', label: 'Ask again' }],
        foot: `Stopped ${at(info.at)}.`,
      }
  }
}

function lifeGate({ state, customer }: Session): InfoGate | undefined {
  if (state.kind === 'active') return undefined
  if (state.kind === 'ended') return { kind: 'ended', title: 'The session is over', text: 'What was read and kept stays with the session.', offers: [] }
  const held = state.kind === 'held'
  return { kind: 'hold', title: held ? 'On hold' : `${customer.name} is waiting`, text: 'System information can be read while the session is active.', offers: [{ kind: 'resume', label: held ? 'Resume' : 'Accept' }] }
}

function unavailableGate(session: Session, reason: keyof typeof unavailableWords): InfoGate {
  const about = { name: session.customer.name, noun: deviceNoun(session) }
  const words = unavailableWords[reason]
  const offers: InfoOffer[] = words.remedy === 'elevate' ? [{ kind: 'elevate', label: 'Ask to open the app' }] : []
  const title = reason === 'not_supported' ? `What runs on the ${about.noun} tells no system information` : words.sentence(about).replace(/\.$/, '')
  return { kind: reason === 'device_away' ? 'away' : 'unavailable', title, text: words.next(about), offers }
}
