import type { SessionView } from '../gen/SessionView'
import { deviceNoun } from './device'

/** What is to be said at once when a session goes from one state to the next, if anything. */
export function alertOf(before: SessionView | null, after: SessionView | null): string | undefined {
  if (!before || !after) return undefined
  const was = before.session
  const { customer, capabilities, device } = after.session
  const noun = deviceNoun(after.session)
  const stopped = (['view', 'control', 'files'] as const).find(
    (what) => was.capabilities[what].kind === 'granted' && capabilities[what].kind === 'stopped',
  )
  if (stopped) {
    const state = capabilities[stopped]
    const who = state.kind === 'stopped' && state.by === 'customer' ? customer.name : undefined
    const what = stopped === 'view' ? 'sharing' : stopped === 'files' ? 'access to files' : 'control'
    if (who) return `${who} stopped ${what}`
    if (state.kind === 'stopped' && state.by === 'device') return `The ${noun} has left, ${what} stopped`
  }
  if (was.device?.presence.kind === 'here' && device?.presence.kind === 'away')
    return `${customer.name}’s ${noun} lost the connection`
  return undefined
}
