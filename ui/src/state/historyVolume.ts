import type { Volume } from '../gen/Volume'
import type { VolumePoint } from '../gen/VolumePoint'
import { countLines, everyStep, timeLines } from './chartScale'
import { moment, timeOfDay } from './dates'
import { formatSpan } from './waiting'

const HOUR = 3_600_000
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

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
  }
  columns: string[]
  rows: string[][]
}

/** Counts and waits as charts. `local` makes this computer's time of the appliance's. */
export function volumePictures({ by, points }: Volume, local: (at: number) => number): { empty: boolean; counts: VolumeChart; waits: VolumeChart } {
  const whole = by === 'hour' ? everyHour(points) : everyDay(points, local)
  const times = whole.map(({ at }) => local(at))
  const words = (at: number) => (by === 'hour' ? moment(at, 0) : day.format(at))
  const axis = (at: number) => (by === 'hour' && new Date(at).getHours() !== 0 ? timeOfDay(at) : day.format(at))
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
        times, scale: countLines(Math.max(1, ...all)), valueWords: String, timeWords: axis,
        lines: [
          { label: 'Gave up', values: all, colour: 'chart-4', fill: 'chart-4', bars: true, width: 0 },
          { label: 'Answered', values: whole.map(({ point }) => point?.accepted ?? 0), colour: 'chart-1', fill: 'chart-1', bars: true, width: 0 },
        ],
      },
      columns: [step === 'hour' ? 'Hour' : 'Day', 'Answered', 'Gave up', 'In hand, average'],
      rows: whole.map(({ at, point }) => [words(local(at)), String(point?.accepted ?? 0), String(point?.abandoned ?? 0), span(point?.handled_ms)]),
    },
    waits: {
      title: 'Wait time',
      label: `Waits by ${step}: the longest took ${formatSpan(most)}.`,
      figures: [{ value: formatSpan(most), of: 'longest' }],
      picture: {
        times, scale: timeLines(Math.max(60_000, most)), valueWords: formatSpan, timeWords: axis,
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

function everyHour(points: readonly VolumePoint[]) {
  const first = points[0]
  const last = points.at(-1)
  return first && last ? everyStep(points, HOUR, first.at, last.at) : []
}

/** Days follow one another by the calendar: those on which the clock is put forward or back are not 24 hours long. */
function everyDay(points: readonly VolumePoint[], local: (at: number) => number) {
  const keyOf = (at: number) => new Date(local(at) + 2 * HOUR).toDateString()
  const known = new Map(points.map((point) => [keyOf(point.at), point]))
  const first = points[0]
  const last = points.at(-1)
  if (!first || !last) return []
  const days: { at: number; point: VolumePoint | undefined }[] = []
  for (let at = first.at; at <= last.at + 2 * HOUR; at += 24 * HOUR) days.push({ at, point: known.get(keyOf(at)) })
  return days
}
