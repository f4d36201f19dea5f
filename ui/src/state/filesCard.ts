import type { Session } from '../gen/Session'
import { timeOfDay } from './dates'
import { deviceNoun, platformWords } from './device'
import { scopeWords } from './filesWords'
import { pauseWords, sinceWords, type Times } from './permission'
import { unavailableWords } from './unavailable'

/** Something that a card offers. */
export interface FilesOffer {
  kind: 'ask' | 'take-back' | 'ask-in-chat' | 'elevate' | 'resume' | 'send-link' | 'copy-link'
  label: string
  /** Why it cannot be done now. */
  reason?: string
}

/** What stands in the place of the device's folder. */
export interface FilesCard {
  kind: 'not-asked' | 'asked' | 'denied' | 'stopped' | 'plus' | 'unavailable' | 'away' | 'hold' | 'ended'
  title: string
  text: string
  /** What to do, one after the other. */
  steps?: readonly string[]
  offers: readonly FilesOffer[]
  /** What is good to know besides. */
  foot?: string
}

const inChat: FilesOffer = { kind: 'ask-in-chat', label: 'Ask for one file in chat' }

/** The card in the place of the device's folder; none while its files are allowed. */
export function filesCardOf(session: Session, times: Times): FilesCard | undefined {
  const name = session.customer.name
  const noun = deviceNoun(session)
  const life = lifeCard(session)
  if (life) return life
  const { files, files_scope } = session.capabilities
  const at = (moment: number) => timeOfDay(times.local(moment))
  switch (files.kind) {
    case 'granted':
      return undefined
    case 'unavailable':
      return unavailableCard(session, files.reason)
    case 'available':
      return {
        kind: 'not-asked',
        title: `${name}’s files are not shown`,
        text: `${name} decides on the ${noun} how much you may use, and can stop at any time.`,
        offers: [{ kind: 'ask', label: 'Ask for files' }, inChat],
      }
    case 'requested':
      return {
        kind: 'asked',
        title: `${name} is deciding`,
        text: `The question is on the ${noun} now. ${files_scope ? `Asked for: ${lower(scopeWords(files_scope, noun))}.` : ''}`.trim(),
        offers: [{ kind: 'take-back', label: 'Take back' }],
      }
    case 'denied': {
      const pause = pauseWords(files.ask_again_at, times)
      return {
        kind: 'denied',
        title: `${name} denied access to files`,
        text: `You can ask again when ${name} is ready. Explain in the chat which folder you need and why.`,
        offers: [{ kind: 'ask', label: 'Ask again', ...(pause ? { reason: pause } : {}) }, inChat],
        foot: `Denied ${at(files.at)}. ${pause ?? 'After two refusals, asking is paused for 5 minutes'}.`,
      }
    }
    case 'stopped':
      return {
        kind: 'stopped',
        title: files.by === 'customer' ? `${name} stopped access to files` : 'Files are not shared any more',
        text: 'Transfers wait. When it is allowed again, they begin anew; what has come whole stays.',
        offers: [{ kind: 'ask', label: 'Ask again' }, inChat],
        foot: `Stopped ${at(files.at)}.`,
      }
  }
}

function lifeCard({ state, customer }: Session): FilesCard | undefined {
  if (state.kind === 'active') return undefined
  if (state.kind === 'ended') return { kind: 'ended', title: 'The session is over', text: 'What was copied stays on this computer.', offers: [] }
  const label = state.kind === 'held' ? 'Resume' : 'Accept'
  return { kind: 'hold', title: state.kind === 'held' ? 'On hold' : `${customer.name} is waiting`, text: 'Files can be used while the session is active.', offers: [{ kind: 'resume', label }] }
}

function unavailableCard(session: Session, reason: keyof typeof unavailableWords): FilesCard {
  const about = { name: session.customer.name, noun: deviceNoun(session) }
  const words = unavailableWords[reason]
  const card = (title: string, text: string, offers: readonly FilesOffer[]): FilesCard => ({ kind: 'unavailable', title, text, offers })
  const elevate: FilesOffer = { kind: 'elevate', label: 'Ask to open the app' }
  if (reason === 'needs_support_plus') return plusCard(session)
  if (reason === 'device_away') return { kind: 'away', title: `${about.name}’s ${about.noun} is reconnecting`, text: words.next(about), offers: [] }
  if (reason === 'needs_client')
    return card('Files need the client app', `${words.sentence(about)} Ask ${about.name} to open the client app, or to attach the file in the chat.`, [elevate, inChat])
  if (reason === 'not_supported' && session.device?.kind.kind === 'vnc_agent')
    return card('A VNC agent has no files', `It shows the screen and takes pointer and keys, nothing else. ${about.name} can attach files in the chat, or open the client app instead.`, [inChat])
  if (reason === 'not_active') return card('The session is not active', words.next(about), [{ kind: 'resume', label: 'Resume' }])
  return card(words.sentence(about).replace(/\.$/, ''), `${words.next(about)} ${about.name} can still attach files in the chat.`, [inChat])
}

function plusCard(session: Session): FilesCard {
  const name = session.customer.name
  const noun = deviceNoun(session)
  const system = session.device ? platformWords[session.device.platform] : 'Android'
  return {
    kind: 'plus',
    title: `Files need the Support+ client on this ${noun}`,
    text: `${name}’s ${noun} runs ${system}. From Android 11 on, only the Support+ client can reach files. View, control and chat keep working as they are.`,
    steps: [
      `Send ${name} the Support+ link. It opens the customer portal, where it can be downloaded.`,
      `${name} installs it and chooses Support+ when asked which client to use.`,
      'The session moves over by itself. Nothing is lost.',
    ],
    offers: [{ kind: 'send-link', label: 'Send link to chat' }, { kind: 'copy-link', label: 'Copy link' }],
    foot: `Need only one file? ${name} can attach it in the chat.`,
  }
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

/** How long a device has been away, while its files are allowed. */
export function awayWords(session: Session, times: Times): string | undefined {
  const presence = session.device?.presence
  if (presence?.kind !== 'away') return undefined
  return `The ${deviceNoun(session)} lost the connection ${sinceWords(presence.since, times)} ago. It comes back by itself.`
}
