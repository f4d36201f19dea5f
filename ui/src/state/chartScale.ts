/** Distances between lines of a scale of time, in milliseconds: what people count in. */
const TIME_STEPS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400].map((s) => s * 1000)

/** The lines of a scale from 0 up past `most`, at most `lines` of them beside 0. */
export function timeLines(most: number, lines = 4): number[] {
  const step = TIME_STEPS.find((one) => one * lines >= most) ?? Math.ceil(most / lines / 86_400_000) * 86_400_000
  return linesOf(most, step)
}

/** The lines of a scale of counts from 0 up past `most`, at most `lines` of them beside 0. */
export function countLines(most: number, lines = 4): number[] {
  let step = 1
  for (let power = 1; step * lines < most; power *= 10) {
    step = [1, 2, 5].map((part) => part * power).find((one) => one * lines >= most) ?? 10 * power
  }
  return linesOf(most, step)
}

function linesOf(most: number, step: number): number[] {
  const count = Math.max(1, Math.ceil(most / step))
  return Array.from({ length: count + 1 }, (_, n) => n * step)
}

/**
 * Points by their time with the steps that have none, from `from` to `to`: a step without a point is
 * told apart from one with zeros by its absence.
 */
export function everyStep<T extends { at: number }>(points: readonly T[], step: number, from: number, to: number): { at: number; point: T | undefined }[] {
  const known = new Map(points.map((point) => [point.at, point]))
  const first = Math.ceil(from / step) * step
  const count = Math.max(0, Math.floor((to - first) / step) + 1)
  return Array.from({ length: count }, (_, n) => ({ at: first + n * step, point: known.get(first + n * step) }))
}

/** Distances between marks of time: hours in a day, days, and months in a year. */
const HOURS = [1, 2, 3, 6, 12]
const DAYS = [1, 2, 7, 14]
const MONTHS = [1, 2, 3, 6, 12]

/**
 * Those of the moments, which are hours or days of this computer's clock, that have words below a chart: at
 * most `most`, as even as the calendar has them (hours of the day, days, weeks, firsts of months), none twice.
 */
export function timeMarks(times: readonly number[], by: 'hour' | 'day', most: number): number[] {
  const fits = (marks: readonly number[]) => marks.length > 0 && marks.length <= Math.max(1, most)
  const days = by === 'day' ? times : times.filter((at) => new Date(at).getHours() === 0)
  const ways = [
    ...(by === 'hour' ? HOURS.map((step) => times.filter((at) => new Date(at).getHours() % step === 0)) : []),
    ...DAYS.map((step) => days.filter((_, place) => place % step === 0)),
    ...MONTHS.map((step) => days.filter((at) => new Date(at).getDate() === 1 && new Date(at).getMonth() % step === 0)),
  ]
  return [...(ways.find(fits) ?? times.slice(0, 1))]
}
