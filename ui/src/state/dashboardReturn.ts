import type { SessionId } from '../gen/SessionId'
import type { Console } from './console.svelte'

/** Stops seeing a session; whoever came from the dashboard stands at its row there again. */
export async function stopWatching(console: Console, lsid: SessionId) {
  if (!(await console.ask('You are still watching', { type: 'leave_session', lsid }))) return
  if (console.watchedFromDashboard !== lsid || !console.supervises) return
  console.watchedFromDashboard = undefined
  console.page = 'supervisor'
  console.dashboard.sessions.cursor = lsid
  console.focus.ask('live')
}
