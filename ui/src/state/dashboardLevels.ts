import type { QueueLevel } from '../gen/QueueLevel'

/** Where a queue stands, by what the site has set for it. */
export type Level = 'calm' | 'warning' | 'critical'

/** The level of a queue whose longest waiting customer has waited for so many milliseconds. */
export function levelOf(queue: Pick<QueueLevel, 'warning_s' | 'critical_s'>, waitedMs: number | undefined): Level {
  if (waitedMs === undefined) return 'calm'
  const past = (seconds: number | null) => seconds !== null && waitedMs >= seconds * 1000
  if (past(queue.critical_s)) return 'critical'
  return past(queue.warning_s) ? 'warning' : 'calm'
}

/** The share of sessions that were accepted within the target, in whole percent; none where none were. */
export function inTarget({ accepted, in_target }: { accepted: number; in_target: number }): number | undefined {
  return accepted > 0 ? Math.floor((in_target * 100) / accepted) : undefined
}

/** How many of these moments, in ascending order, lie before `limit`. */
export function countBefore(moments: readonly number[], limit: number): number {
  let low = 0
  let high = moments.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((moments[middle] ?? limit) < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** What a tile says of its level beside the colour; nothing while all is well. */
export function levelWords(level: Level, overdue: number): string | undefined {
  const words = [level === 'critical' && 'Critical', level === 'warning' && 'Warning', overdue > 0 && `${overdue} overdue`]
  return words.filter(Boolean).join(', ') || undefined
}

/** The target that most of the queues have, and whether all have it. */
export function usualTarget(queues: readonly Pick<QueueLevel, 'target_s'>[]): { seconds: number; all: boolean } | undefined {
  const counts = new Map<number, number>()
  for (const { target_s } of queues) counts.set(target_s, (counts.get(target_s) ?? 0) + 1)
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return most && most[0] > 0 ? { seconds: most[0], all: counts.size === 1 } : undefined
}
