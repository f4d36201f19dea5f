import type { AutoPresence } from '../gen/AutoPresence'
import type { Presence } from '../gen/Presence'
import { presenceWords } from './words'

/** A colleague's readiness in words: what has set it is said where it was not the one. */
export function readinessWords(presence: Presence, auto: AutoPresence | null | undefined): string {
  const words = presenceWords[presence]
  if (auto === 'idle' && presence === 'away') return `${words} (idle)`
  if (auto === 'full' && presence === 'busy') return `${words} (at the limit)`
  return words
}

/** The own readiness in words; where the sessions have set it, with how many there are of how many. */
export function ownReadinessWords(presence: Presence, auto: AutoPresence | null | undefined, open: number, most: number | null): string {
  if (auto === 'full' && presence === 'busy' && most !== null) return `${presenceWords.busy} (${open} of ${most} sessions)`
  return readinessWords(presence, auto)
}

/** The own readiness where there is little room: "Busy, 3 of 3", "Away, idle". */
export function shortReadinessWords(presence: Presence, auto: AutoPresence | null | undefined, open: number, most: number | null): string {
  if (auto === 'full' && presence === 'busy' && most !== null) return `${presenceWords.busy}, ${open} of ${most}`
  return auto === 'idle' && presence === 'away' ? `${presenceWords.away}, idle` : presenceWords[presence]
}

/** Why nothing can be passed on to somebody, where it cannot: only who is available takes more. */
export function passReason(presence: Presence, auto: AutoPresence | null | undefined): string | undefined {
  return presence === 'available' ? undefined : readinessWords(presence, auto)
}
