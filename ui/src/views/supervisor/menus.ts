import type { IconName } from '../../components/icons'
import type { MenuItem } from '../../components/menu'
import type { PersonLevel } from '../../gen/PersonLevel'
import type { Presence } from '../../gen/Presence'
import type { SessionLevel } from '../../gen/SessionLevel'
import type { Console } from '../../state/console.svelte'
import { begin, dashboardWork, deedReason, deedsOf, sessionDeeds } from '../../state/dashboardWork'
import { presenceWords } from '../../state/words'
import { deedIcons } from './icons'

const presenceIcons: Record<Exclude<Presence, 'offline'>, IconName> = { available: 'circle-check', busy: 'ban', away: 'clock' }

/** What a supervisor can do with a representative. */
export function personMenu(console: Console, person: PersonLevel): MenuItem[] {
  const lost = console.dashboard.stale || !console.connection.online ? 'There is no connection' : undefined
  const absent = lost ?? (person.presence === 'offline' ? 'Offline' : undefined)
  const item = (id: string, label: string, icon: IconName, reason: string | undefined, run: () => void): MenuItem => ({ kind: 'item', id, label, icon, ...(reason ? { reason } : {}), run })
  const status = (presence: Exclude<Presence, 'offline'>) =>
    item(presence, `Set to ${presenceWords[presence].toLowerCase()}`, presenceIcons[presence], absent ?? (person.presence === presence && person.auto === null ? 'So it is' : undefined), () =>
      void dashboardWork(console).presence(person.id, presence),
    )
  return [
    ...(['available', 'busy', 'away'] as const).map(status),
    { kind: 'line' },
    item('message', 'Message', 'message-square', undefined, () => console.talkTo({ kind: 'representative', id: person.id })),
    { kind: 'line' },
    item('out', 'Sign out…', 'log-out', absent, () => console.dashboard.ask({ kind: 'sign_out', who: person.id })),
  ]
}

/** What a supervisor can do with a session. */
export function sessionMenu(console: Console, row: SessionLevel): MenuItem[] {
  return deedsOf(row).map((deed): MenuItem => {
    const reason = deedReason(console, deed, row)
    const key = deed === 'pass' && row.standing.kind === 'waiting' ? undefined : sessionDeeds[deed].key
    return { kind: 'item', id: deed, label: sessionDeeds[deed].label, icon: deedIcons[deed], ...(key ? { note: key } : {}), ...(reason ? { reason } : {}), run: () => void begin(console, deed, row) }
  })
}
