import type { Capability } from '../gen/Capability'
import type { Elevating } from '../gen/Elevating'
import type { Session } from '../gen/Session'
import { isHere } from './device'
import type { Tool } from './session.svelte'

/** How far the customer is on the way to the client app. */
export type ElevationPhase = 'none' | 'asked' | 'opening' | 'declined' | 'timed-out' | 'joined'

/** How far a session's customer is. The clock may know before the appliance has said so. */
export function elevationPhase(session: Pick<Session, 'device' | 'elevating'>, expired: (at: number) => boolean): ElevationPhase {
  if (isHere(session.device)) return 'joined'
  const { elevating } = session
  if (!elevating) return 'none'
  switch (elevating.stage.kind) {
    case 'declined':
      return 'declined'
    case 'timed_out':
      return 'timed-out'
    default:
      return expired(elevating.expires_at) ? 'timed-out' : elevating.stage.kind
  }
}

/** What the client app is opened for, to choose from. */
export const purposes: readonly { value: Capability | 'none'; label: string; text: string }[] = [
  { value: 'view', label: 'See the screen', text: 'Nobody can touch anything' },
  { value: 'control', label: 'Control', text: 'See the screen, use pointer and keys' },
  { value: 'files', label: 'Files', text: 'Send and fetch files' },
  { value: 'info', label: 'System info', text: 'Read what the system tells of itself' },
  { value: 'none', label: 'Nothing in particular', text: 'Say in the chat what it is for' },
]

/** What the client app was asked for, as the rest of "asked to open the client app …". */
export const purposeWords: Record<Capability, string> = {
  view: 'to show the screen',
  control: 'for control',
  clipboard: 'for the clipboard',
  files: 'for files',
  info: 'for system information',
}

/** The purpose to begin with: what is looked at now. */
export function purposeOf(tool: Tool): Capability | 'none' {
  return tool === 'screen' ? 'view' : tool === 'chat' ? 'none' : tool
}

/** Why no client has joined, and what to do about it. */
export function timedOutAdvice(elevating: Elevating, name: string): string[] {
  const accepted = elevating.stage.kind === 'opening' || (elevating.stage.kind === 'timed_out' && elevating.stage.accepted)
  return accepted
    ? [
        `${name} accepted, but no client app has joined. It may not be installed, or the browser did not open it.`,
        `Ask ${name} to install it from the page, open it, and enter the new code.`,
      ]
    : [
        `${name} has not answered on the page. It may be closed, or out of sight.`,
        `Write in the chat first, then ask again; or read out a new code for the app’s own field.`,
      ]
}

/** One step of the way, for the list beside a session. */
export interface ElevationStep {
  state: 'done' | 'now' | 'failed' | 'to-come'
  text: string
  at?: number
}

/** The way to the client app in steps. */
export function elevationSteps(session: Pick<Session, 'device' | 'elevating' | 'customer'>, phase: ElevationPhase): ElevationStep[] {
  const { elevating, customer } = session
  if (!elevating) return []
  const { stage } = elevating
  const purpose = elevating.purpose ? ` ${purposeWords[elevating.purpose]}` : ''
  const steps: ElevationStep[] = [{ state: 'done', text: `Asked to open the client app${purpose}`, at: elevating.at }]
  const accepted = stage.kind === 'opening' || (stage.kind === 'timed_out' && stage.accepted)
  if (stage.kind === 'declined') return [...steps, { state: 'failed', text: `${customer.name} declined`, at: stage.at }]
  if (accepted) steps.push({ state: 'done', text: `${customer.name} accepted`, ...(stage.kind === 'opening' ? { at: stage.since } : {}) })
  if (phase === 'timed-out') {
    const at = stage.kind === 'timed_out' ? stage.at : elevating.expires_at
    return [...steps, { state: 'failed', text: accepted ? 'No client app has joined in time' : 'No answer in time', at }]
  }
  if (!accepted) steps.push({ state: 'now', text: `Waiting for ${customer.name} to answer` })
  return [...steps, accepted ? { state: 'now', text: 'The client app is being opened' } : { state: 'to-come', text: 'The client app opens and joins' }]
}
