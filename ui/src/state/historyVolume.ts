import type { Volume } from '../gen/Volume'
import type { VolumePoint } from '../gen/VolumePoint'
import { countLines, everyStep, timeLines, timeMarks } from './chartScale'
import { moment, timeOfDay } from './dates'
import { formatSpan } from './waiting'

const HOUR = 3_600_000
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric' })
/** Of more days than this the axis names months. */
const MANY_DAYS = 120

/** One line or row of bars of a chart. */
interface ChartLine {
  label: string
  values: (number | null)[]
  colour: string
  width?: number
  fill?: string
  bars?: boolean
  end?: { text: string; colour: string }
}

/** A chart with its table. */
export interface VolumeChart {
  title: string
  label: string
  /** Sums, with what they are of. */
  figures: { value: string; of: string; key?: 'answered' | 'gave-up' }[]
  picture: {
    times: number[]
    lines: ChartLine[]
    scale: number[]
    valueWords: (value: number) => string
    timeWords: (at: number) => string
    timeMarks: (most: number) => readonly number[]
    step: number
  }
  columns: string[]
  rows: string[][]
}

/**
 * Counts and waits as charts, of the time that was counted by this computer's clock; where it is not told,
 * from the first to the last session. `local` makes this computer's time of the appliance's.
 */
export function volumePictures({ by, points }: Volume, local: (at: number) => number, counted: { from?: number; to?: number } = {}): { empty: boolean; counts: VolumeChart; waits: VolumeChart } {
  const whole = by === 'hour' ? everyHour(points, local, counted) : everyDay(points, local, counted)
  const times = whole.map(({ at }) => local(at))
  const dated = inYears(times) ? dayOfYear : day
  const words = (at: number) => (by === 'hour' ? moment(at, 0) : dated.format(at))
  const axis = (at: number) => (by === 'hour' && new Date(at).getHours() !== 0 ? timeOfDay(at) : times.length > MANY_DAYS && by === 'day' ? month.format(at) : day.format(at))
  const along = { times, timeWords: axis, timeMarks: (most: number) => timeMarks(times, by, most), step: by === 'hour' ? HOUR : 24 * HOUR }
  const all = whole.map(({ point }) => (point ? point.accepted + point.abandoned : 0))
  const value = (pick: (point: VolumePoint) => number | null) => whole.map(({ point }) => (point ? pick(point) : null))
  const span = (ms: number | null | undefined) => (ms == null ? '–' : formatSpan(ms))
  const sum = (pick: (point: VolumePoint) => number) => String(points.reduce((total, point) => total + pick(point), 0))
  const most = Math.max(0, ...points.map(({ longest_ms }) => longest_ms ?? 0))
  const step = by === 'hour' ? 'hour' : 'day'
  return {
    empty: points.length === 0,
    counts: {
      title: 'Sessions',
      label: `Ended sessions by ${step}: ${sum(({ accepted }) => accepted)} answered, ${sum(({ abandoned }) => abandoned)} where the customer gave up.`,
      figures: [
        { value: sum(({ accepted }) => accepted), of: 'answered', key: 'answered' },
        { value: sum(({ abandoned }) => abandoned), of: 'gave up', key: 'gave-up' },
      ],
      picture: {
        ...along, scale: countLines(Math.max(1, ...all)), valueWords: String,
        lines: [
          { label: 'Gave up', values: all, colour: 'chart-4', fill: 'chart-4', bars: true, width: 0 },
          { label: 'Answered', values: whole.map(({ point }) => point?.accepted ?? 0), colour: 'chart-1', fill: 'chart-1', bars: true, width: 0 },
        ],
      },
      columns: [step === 'hour' ? 'Hour' : 'Day', 'Answered', 'Gave up', 'Handled for, average'],
      rows: whole.map(({ at, point }) => [words(local(at)), String(point?.accepted ?? 0), String(point?.abandoned ?? 0), span(point?.handled_ms)]),
    },
    waits: {
      title: 'Wait time',
      label: `Waits by ${step}: the longest took ${formatSpan(most)}.`,
      figures: [{ value: formatSpan(most), of: 'longest' }],
      picture: {
        ...along, scale: timeLines(Math.max(60_000, most)), valueWords: formatSpan,
        lines: [
          { label: 'Longest', values: value(({ longest_ms }) => longest_ms), colour: 'chart-2', fill: 'chart-fill', end: { text: 'Longest', colour: 'text-2' } },
          { label: 'Median', values: value(({ median_ms }) => median_ms), colour: 'chart-1', width: 2, end: { text: 'Median', colour: 'accent-text' } },
        ],
      },
      columns: [step === 'hour' ? 'Hour' : 'Day', 'Longest', 'Median'],
      rows: whole.map(({ at, point }) => [words(local(at)), span(point?.longest_ms), span(point?.median_ms)]),
    },
  }
}

/** Whether the moments are of several years: then a date without its year would stand for two days. */
const inYears = (times: readonly number[]) => new Date(times[0] ?? 0).getFullYear() !== new Date(times.at(-1) ?? 0).getFullYear()

function everyHour(points: readonly VolumePoint[], local: (at: number) => number, { from, to }: { from?: number; to?: number }) {
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return []
  const theirs = (at: number) => at - local(0)
  return everyStep(points, HOUR, from === undefined ? first.at : Math.min(first.at, theirs(from)), to === undefined ? last.at : Math.max(last.at, theirs(to) - 1))
}

/** Days follow one another by the calendar: those on which the clock is put forward or back are not 24 hours long. */
function everyDay(points: readonly VolumePoint[], local: (at: number) => number, { from, to }: { from?: number; to?: number }) {
  const known = new Map(points.map((point) => [new Date(local(point.at) + 2 * HOUR).toDateString(), point]))
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return []
  const begin = new Date(Math.min(from ?? Infinity, local(first.at) + 2 * HOUR))
  const end = Math.max(to ?? -Infinity, local(last.at) + 2 * HOUR)
  const days: { at: number; point: VolumePoint | undefined }[] = []
  for (let day = dayAfter(begin, 0); day.getTime() < end; day = dayAfter(day, 1)) {
    const point = known.get(day.toDateString())
    days.push({ at: point?.at ?? day.getTime() - local(0), point })
  }
  return days
}

const dayAfter = (day: Date, more: number) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + more)
