import type { HistoryQuery } from '../gen/HistoryQuery'
import type { QueueId } from '../gen/QueueId'
import type { RepresentativeId } from '../gen/RepresentativeId'
import type { VolumeBy } from '../gen/VolumeBy'
import type { VolumeQuery } from '../gen/VolumeQuery'

/** Which time is looked at; `dates` is what stands in the two fields. */
export type Preset = 'today' | 'week' | 'month' | 'year' | 'all' | 'dates'

/** What ended sessions are looked for by, as it is filled in. */
export interface HistoryFilter {
  text: string
  customer: string
  representative: RepresentativeId | null
  queue: QueueId | null
  preset: Preset
  /** Days as date fields have them (2026-11-23); empty where nothing is filled in. */
  from: string
  to: string
}

/** Nothing but the last month. */
export const noFilter = (): HistoryFilter => ({ text: '', customer: '', representative: null, queue: null, preset: 'month', from: '', to: '' })

/** The presets in words. */
export const presetWords: Record<Preset, string> = {
  today: 'Today',
  week: 'Last 7 days',
  month: 'Last 30 days',
  year: 'Last 365 days',
  all: 'All time',
  dates: 'Dates…',
}

const daysBack: Partial<Record<Preset, number>> = { today: 0, week: 6, month: 29, year: 364 }

/** The most that is looked for; the appliance enforces it. */
export const HISTORY_TEXT = 200
/** How far the appliance counts at most, in days. */
const MOST_DAYS: Record<VolumeBy, number> = { hour: 31, day: 400 }
const DAY = 86_400_000

/** The time that is looked at, by this computer's clock: from a moment on, up to, not including, another. */
export function rangeOf(filter: Pick<HistoryFilter, 'preset' | 'from' | 'to'>, now: number): { from?: number; to?: number } {
  if (filter.preset === 'dates') return { ...dayStart(filter.from, 0, 'from'), ...dayStart(filter.to, 1, 'to') }
  const back = daysBack[filter.preset]
  return back === undefined ? {} : { from: daysBefore(now, back) }
}

/** Why the dates cannot be looked for, where they cannot. */
export function rangeFault(filter: HistoryFilter, now: number): string | undefined {
  const { from, to } = rangeOf(filter, now)
  return from !== undefined && to !== undefined && from >= to ? 'The first day is after the last' : undefined
}

/** What is asked of the appliance. Its clock may be ahead of this computer's by `offset` milliseconds. */
export function queryOf(filter: HistoryFilter, now: number, offset: number): HistoryQuery {
  const query: HistoryQuery = {}
  const text = [...filter.text.trim()].slice(0, HISTORY_TEXT).join('')
  if (text) query.text = text
  if (filter.customer.trim()) query.customer = filter.customer.trim()
  if (filter.representative !== null) query.representative = filter.representative
  if (filter.queue !== null) query.queue = filter.queue
  const { from, to } = rangeOf(filter, now)
  if (from !== undefined) query.from = from + offset
  if (to !== undefined) query.to = to + offset
  return query
}

/** What is counted: the time that is looked at, as far as the appliance counts. */
export function volumeQueryOf(filter: HistoryFilter, by: VolumeBy, now: number, offset: number): VolumeQuery {
  const range = rangeOf(filter, now)
  const to = Math.min(range.to ?? Infinity, daysBefore(now, -1))
  const first = daysBefore(to - 1, MOST_DAYS[by] - 1)
  const from = Math.max(range.from ?? first, first)
  return {
    by, from: from + offset, to: to + offset, offset_min: -new Date(now).getTimezoneOffset(),
    ...(filter.queue === null ? {} : { queue: filter.queue }),
    ...(filter.representative === null ? {} : { representative: filter.representative }),
  }
}

/** The time that charts show, by this computer's clock: from what was asked for, where that is told, up to now. */
export function volumeSpanOf(filter: HistoryFilter, by: VolumeBy, now: number): { from?: number; to: number } {
  const { from, to } = volumeQueryOf(filter, by, now, 0)
  const asked = rangeOf(filter, now).from === undefined ? {} : { from }
  return { ...asked, to: Math.min(to, now) }
}

/** Whether less is counted than is looked at. */
export function volumeCut(filter: HistoryFilter, by: VolumeBy, now: number): boolean {
  const { from, to } = rangeOf(filter, now)
  return from === undefined || (Math.min(to ?? Infinity, daysBefore(now, -1)) - from) / DAY > MOST_DAYS[by]
}

function dayStart(day: string, more: number, name: 'from' | 'to') {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day)
  if (!parts) return {}
  return { [name]: new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + more).getTime() }
}

/** The beginning of the day so many days before. */
function daysBefore(now: number, days: number): number {
  const day = new Date(now)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - days).getTime()
}
