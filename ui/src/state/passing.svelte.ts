import type { QueueId } from '../gen/QueueId'
import type { SessionView } from '../gen/SessionView'

/**
 * What is filled in to pass a session on, and to invite into it. It stays until that has happened:
 * closing a dialog, or undoing what it has begun, loses nothing.
 */
export class Passing {
  /** Where the session is to go. */
  to = $state<QueueId>()
  /** What is said with it. */
  note = $state('')
  /** Whether to keep taking part. */
  stay = $state(false)
  /** The keys of those who are to be invited. */
  invited = $state.raw<readonly string[]>([])
  /** What is said with the invitations. */
  invitation = $state('')

  /** The session waits again: it was passed on, and the next time begins anew. */
  follow(before: SessionView | null, now: SessionView | null) {
    if (now?.session.state.kind !== 'waiting' || before?.session.state.kind === 'waiting') return
    this.to = undefined
    this.note = ''
    this.stay = false
  }

  /** The invitations have gone out. */
  shared() {
    this.invited = []
    this.invitation = ''
  }
}
