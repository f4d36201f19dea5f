import type { Entry } from '../gen/Entry'

/**
 * Adds entries to a log, or replaces them, by number. Both are in order and the usual
 * case is new ones at the end; earlier ones come in front.
 */
export function mergeEntries(log: readonly Entry[], news: readonly Entry[]): readonly Entry[] {
  const first = news[0]
  const last = log.at(-1)
  if (!first) return log
  if (!last || first.number > last.number) return [...log, ...news]
  const byNumber = new Map(log.map((entry) => [entry.number, entry]))
  for (const entry of news) byNumber.set(entry.number, entry)
  return [...byNumber.values()].sort((a, b) => a.number - b.number)
}
