import type { Bare } from './actions'
import type { Console } from './console.svelte'
import { begin, deedOfKey, deedReason, sessionDeeds, type SessionDeed } from './dashboardWork'
import { possessive } from './dashboardWords'
import type { SupervisorActionId } from './shortcuts'

const keys: Record<'monitor-row' | 'join-row' | 'take-over-row' | 'give-row', string> = { 'monitor-row': 'M', 'join-row': 'J', 'take-over-row': 'O', 'give-row': 'T' }

/** What can be done in the supervisor's workplace: with the marked session, and with the own teams. */
export function dashboardActionList(console: Console): Bare[] {
  const { dashboard } = console
  if (console.page !== 'supervisor' || !console.supervises) return []
  const group = 'Supervisor'
  const off = console.connection.online ? undefined : 'There is no connection'
  const broadcast: Bare = { id: 'message-teams', group, label: 'Message teams', reason: off, run: () => dashboard.ask({ kind: 'broadcast', team: dashboard.team }) }
  const row = dashboard.sessions.cursor === undefined ? undefined : dashboard.sessions.get(dashboard.sessions.cursor)
  if (!row) return [broadcast]
  const deeds = (Object.entries(keys) as [SupervisorActionId, string][]).map(([id, key]): Bare => {
    const deed: SessionDeed = deedOfKey(key, row) ?? 'pass'
    return { id, group, label: `${sessionDeeds[deed].label}: ${possessive(row.customer)} session`, reason: deedReason(console, deed, row), run: () => void begin(console, deed, row) }
  })
  return [...deeds, broadcast]
}
