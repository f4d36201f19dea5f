import type { AuditDeed } from '../gen/AuditDeed'
import { possessive } from './dashboardWords'
import { presenceWords } from './words'

/** What the audit log says of places. */
export interface AuditNames {
  queue(id: string): string
  team(id: number): string
}

/** A deed as the rest of a sentence that begins with who did it. */
export function auditWords(deed: AuditDeed, names: AuditNames): string {
  switch (deed.kind) {
    case 'monitoring_started':
      return `began to monitor ${possessive(deed.customer)} session, ${deed.seen ? 'seen' : 'unseen'}`
    case 'monitoring_stopped':
      return `stopped monitoring ${possessive(deed.customer)} session`
    case 'joined':
      return `joined ${possessive(deed.customer)} session`
    case 'took_over':
      return `took over ${possessive(deed.customer)} session from ${deed.from}`
    case 'transferred':
      return `passed ${possessive(deed.customer)} session to ${names.queue(deed.to)}`
    case 'owner_changed':
      return `made ${deed.to} the owner of ${possessive(deed.customer)} session`
    case 'removed':
      return `took ${deed.name} out of ${possessive(deed.customer)} session`
    case 'assigned':
      return `assigned ${deed.customer} to ${deed.to}`
    case 'presence_set':
      return `set ${deed.name} to ${presenceWords[deed.presence].toLowerCase()}`
    case 'signed_out':
      return `signed ${deed.name} out`
    case 'broadcast':
      return `told ${deed.teams.map((team) => names.team(team)).join(', ')} something, ${deed.people === 1 ? '1 person' : `${deed.people} people`}`
    case 'history_read':
      return `read ${possessive(deed.customer)} ended session`
    case 'history_file_fetched':
      return `saved ${deed.name} from ${possessive(deed.customer)} ended session`
    case 'history_searched':
      return `searched ended sessions for “${deed.text}”`
    case 'history_export_begun':
      return 'began to export ended sessions'
    case 'history_exported':
      return `exported ${deed.rows === 1 ? '1 ended session' : `${deed.rows} ended sessions`}`
  }
}
