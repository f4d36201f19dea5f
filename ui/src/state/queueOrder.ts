import type { WaitingRow } from '../gen/WaitingRow'
import { hasWords, queryWords } from './search'
import { shareOfTarget } from './waiting'

/** How the waiting list is sorted. */
export type QueueSort = 'urgent' | 'longest' | 'newest' | 'name' | 'issue'

/** The sorts in the order of the menu, with the words above the list. */
export const queueSorts: readonly { id: QueueSort; label: string }[] = [
  { id: 'urgent', label: 'Most urgent first' },
  { id: 'longest', label: 'Longest wait first' },
  { id: 'newest', label: 'Newest first' },
  { id: 'name', label: 'By customer' },
  { id: 'issue', label: 'By issue' },
]

const words = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true })

/**
 * Sorts waiting sessions; `now` is by the appliance's clock. Most urgent first goes by the
 * share of the target already used. Sessions on hold stand last, equals by their wait.
 */
export function sortWaiting(rows: readonly WaitingRow[], sort: QueueSort, now: number): WaitingRow[] {
  if (sort === 'urgent') return byUrgency(rows, now)
  const longest = (a: WaitingRow, b: WaitingRow) => a.since - b.since
  const compare: Record<Exclude<QueueSort, 'urgent'>, (a: WaitingRow, b: WaitingRow) => number> = {
    longest,
    newest: (a, b) => b.since - a.since,
    name: (a, b) => words.compare(a.name, b.name) || longest(a, b),
    issue: (a, b) => words.compare(issueOf(a), issueOf(b)) || longest(a, b),
  }
  return rows.toSorted(compare[sort])
}

function byUrgency(rows: readonly WaitingRow[], now: number): WaitingRow[] {
  const keyed = rows.map((row) => ({
    row,
    share: row.held_by === null ? shareOfTarget(now - row.since, row.target_s * 1000) : -1,
  }))
  keyed.sort((a, b) => b.share - a.share || a.row.since - b.row.since)
  return keyed.map((entry) => entry.row)
}

/** What a waiting session is about: its issue, or the customer's own words. */
export function issueOf(row: WaitingRow): string {
  return row.issue ?? row.details ?? 'No issue given'
}

/** Whether every word of `filter` occurs somewhere in the row. */
export function matches(row: WaitingRow, filter: string): boolean {
  const text = [row.name, row.company, row.issue, row.details, row.queue_name].join(' ')
  return hasWords(text, queryWords(filter))
}
