import type { PersonLevel } from '../gen/PersonLevel'
import type { QueueLevel } from '../gen/QueueLevel'
import type { WaitPoint } from '../gen/WaitPoint'
import { readinessWords } from './dashboardWords'

/** What of a dashboard is exported. Moments are by the appliance's clock. */
export interface DashboardExport {
  queues: readonly QueueLevel[]
  people: readonly PersonLevel[]
  series: readonly WaitPoint[]
}

type Cell = string | number | null

/**
 * The numbers as CSV (RFC 4180), part below part. Times are ISO 8601 in UTC, lengths seconds. A cell that
 * a spreadsheet would take for a formula has an apostrophe before it.
 */
export function dashboardCsv({ queues, people, series }: DashboardExport): string {
  const lines: Cell[][] = [
    ['Queue', 'Waiting', 'Longest since', 'Target s', 'Accepted', 'In target', 'Gave up', 'Median s', 'Free', 'Online'],
    ...queues.map((one) => [one.name, one.waiting, time(one.longest_since), one.target_s, one.accepted, one.in_target, one.abandoned, seconds(one.median_ms), one.free, one.online]),
    [],
    ['Representative', 'Status', 'Since', 'Sessions', 'Limit', 'Idle since', 'Handled', 'Average s'],
    ...people.map((one) => [one.name, readinessWords(one.presence, one.auto), time(one.presence_since), one.sessions, one.max_sessions, time(one.idle_since), one.handled, seconds(one.handling_ms)]),
    [],
    ['From', 'Answered', 'In target', 'Gave up', 'Median s', 'Longest s'],
    ...series.map((one) => [time(one.at), one.accepted, one.in_target, one.abandoned, seconds(one.median_ms), seconds(one.longest_ms)]),
  ]
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')
}

const time = (at: number | null) => (at === null ? null : new Date(at).toISOString())
const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 1000))

function cell(value: Cell): string {
  if (typeof value === 'number') return String(value)
  const text = /^[\s\p{Cc}]*[=+\-@＝＋－＠|]|^[\t\r\n]/u.test(value ?? '') ? `'${value}` : (value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
