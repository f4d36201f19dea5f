import type { Capability } from '../gen/Capability'
import type { CapabilityState } from '../gen/CapabilityState'
import type { Recording } from '../gen/Recording'
import { timeOfDay } from './dates'
import { unavailableWords, type About } from './unavailable'
import { formatSpan } from './waiting'

/** The six looks of a permission chip. */
export type ChipLook = 'none' | 'ask' | 'yes' | 'no' | 'stop' | 'off'

/** What a chip shows beside its name. */
export interface Chip {
  look: ChipLook
  /** The state as a word; never left to colour alone. Empty where a tick says it. */
  word: string
  /** The state for a screen reader: without a time that counts. */
  spoken: string
  /** The whole of it, as tooltip. */
  title: string
}

/** The capabilities by their names. */
export const capabilityWords: Record<Capability, string> = { view: 'View', control: 'Control', clipboard: 'Clipboard', files: 'Files', info: 'System info' }

/** What is asked of the customer, as the rest of "Ask …". */
const wishes: Record<Capability, string> = { view: 'to view', control: 'for control', clipboard: 'to share the clipboard', files: 'for files', info: 'for system information' }

/** How moments are read: by the appliance's clock, and now. */
export interface Times {
  now: number
  /** A moment of the appliance's clock by this computer's. */
  local: (at: number) => number
}

/** How a capability shows in the header. */
export function chipOf(what: Capability, state: CapabilityState, about: About, times: Times): Chip {
  const name = capabilityWords[what]
  const at = (moment: number) => timeOfDay(times.local(moment))
  const chip = (look: ChipLook, word: string, spoken: string, title: string): Chip => ({ look, word, spoken, title })
  switch (state.kind) {
    case 'unavailable': {
      const words = unavailableWords[state.reason]
      return chip('off', words.short, words.short, `${words.sentence(about)} ${words.next(about)}`)
    }
    case 'available':
      return chip('none', 'not asked', 'not asked', `${about.name} has not been asked`)
    case 'requested':
      return chip('ask', `asked ${sinceWords(state.at, times)}`, 'asked', `${state.name} asked ${about.name} at ${at(state.at)}`)
    case 'granted':
      return chip('yes', '', 'allowed', `${name} allowed by ${about.name} at ${at(state.at)}`)
    case 'denied':
      return chip('no', `denied ${at(state.at)}`, `denied ${at(state.at)}`, `${about.name} said no at ${at(state.at)}`)
    case 'stopped':
      return chip('stop', `stopped ${at(state.at)}`, `stopped ${at(state.at)}`, `${name} stopped at ${at(state.at)}`)
  }
}

/** How the answer about recording shows. It is given once, before the session begins. */
export function recordingChip(recording: Recording, name: string): Chip & { rec: boolean } {
  const words: Record<Recording, [ChipLook, string, string]> = {
    not_asked: ['off', 'not asked', 'This site does not ask about recording.'],
    allowed: ['yes', '', `${name} allowed recording.`],
    refused: ['no', 'refused', `${name} refused. This session is not recorded.`],
  }
  const [look, word, title] = words[recording]
  return { look, word, spoken: word || 'allowed', title, rec: recording === 'allowed' }
}

/** What can be done about a capability now. */
export interface PermissionStep {
  kind: 'ask' | 'take-back' | 'stop'
  label: string
  /** Why it cannot be done now. */
  reason?: string
}

/** The one step that a capability's state offers. */
export function stepOf(what: Capability, state: CapabilityState, times: Times): PermissionStep {
  switch (state.kind) {
    case 'unavailable':
      return { kind: 'ask', label: `Ask ${wishes[what]}`, reason: unavailableWords[state.reason].short }
    case 'available':
      return { kind: 'ask', label: `Ask ${wishes[what]}` }
    case 'requested':
      return { kind: 'take-back', label: 'Take back the question' }
    case 'granted':
      return { kind: 'stop', label: stops[what] }
    case 'denied': {
      const reason = pauseWords(state.ask_again_at, times)
      return { kind: 'ask', label: 'Ask again', ...(reason ? { reason } : {}) }
    }
    case 'stopped':
      return { kind: 'ask', label: 'Ask again' }
  }
}

const stops: Record<Capability, string> = {
  view: 'Stop view',
  control: 'Stop control',
  clipboard: 'Stop clipboard',
  files: 'Stop files',
  info: 'Stop system information',
}

/** Until when asking pauses after two refusals, while it does. */
export function pauseWords(askAgainAt: number | null, times: Times): string | undefined {
  if (askAgainAt === null || times.local(askAgainAt) <= times.now) return undefined
  return `Paused after two refusals, until ${timeOfDay(times.local(askAgainAt))}`
}

/** How long ago, as m:ss. */
export const sinceWords = (at: number, times: Times): string => formatSpan(times.now - times.local(at))
