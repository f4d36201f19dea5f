/** How urgent a wait is, measured against the queue's target. */
export type Urgency = 'calm' | 'due' | 'overdue'

/** From this share of the target on, a wait is due. */
const DUE_SHARE = 0.75

/** A wait or a length as m:ss, from one hour on as h:mm:ss. Never negative. */
export function formatSpan(milliseconds: number): string {
  const all = Math.max(0, Math.floor(milliseconds / 1000))
  const seconds = String(all % 60).padStart(2, '0')
  const minutes = Math.floor(all / 60) % 60
  const hours = Math.floor(all / 3600)
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

/** The part of the target that a wait has used; 0 for a queue without a target. */
export function shareOfTarget(waitedMs: number, targetMs: number): number {
  return targetMs > 0 ? Math.max(0, waitedMs) / targetMs : 0
}

/** Neutral up to 75 % of the target, then due, and overdue past it. */
export function urgency(waitedMs: number, targetMs: number): Urgency {
  const share = shareOfTarget(waitedMs, targetMs)
  if (share > 1) return 'overdue'
  return share > DUE_SHARE ? 'due' : 'calm'
}
