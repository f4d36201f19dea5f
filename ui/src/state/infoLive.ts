import type { InfoPoint } from '../gen/InfoPoint'
import type { Sample } from '../gen/Sample'
import { sizeWords } from './filesWords'

/** How long live values are kept, in milliseconds. */
export const KEPT_MS = 10 * 60 * 1000
/** Live values that are kept at most, of all sources together. */
const KEPT = 6000

/** Old and new live values together, as far back as they are kept. */
export function keep(old: readonly InfoPoint[], news: readonly InfoPoint[]): readonly InfoPoint[] {
  const newest = news.at(-1)?.at ?? 0
  const all = [...old, ...news]
  const first = all.findIndex(({ at }) => newest - at <= KEPT_MS)
  return all.slice(Math.max(first < 0 ? all.length : first, all.length - KEPT))
}

/** How far back charts of these moments go, in milliseconds: from a minute to all that is kept. */
export const spanOf = (times: readonly number[]): number => Math.min(KEPT_MS, Math.max(60_000, (times.at(-1) ?? 0) - (times[0] ?? 0)))

/** One line of a chart: moments with values; null where there was none. */
export interface Line {
  label: string
  values: readonly (number | null)[]
}

/** A chart of live values. */
export interface LiveChart {
  id: 'cpu' | 'memory' | 'network' | 'battery' | 'latency'
  label: string
  times: readonly number[]
  lines: readonly Line[]
  /** The value at the top of the chart. */
  top: number
  /** The newest value in words. */
  now: string
}

/** The charts of one source's live values; those that it does not tell are left out. */
export function charts(points: readonly InfoPoint[]): LiveChart[] {
  const times = points.map(({ at }) => at)
  const line = (label: string, value: (sample: Sample) => number | null): Line => ({ label, values: points.map(({ sample }) => value(sample)) })
  const newest = points.at(-1)?.sample
  const memory = line('In use', (sample) => sample.memory_used_bytes)
  const received = line('Received', (sample) => sample.received_bytes_per_s)
  const sent = line('Sent', (sample) => sample.sent_bytes_per_s)
  const latency = line('Round trip', (sample) => sample.latency_ms)
  const all: LiveChart[] = [
    { id: 'cpu', label: 'Processor', times, lines: [line('Load', (sample) => percent(sample.cpu_per_mille))], top: 100, now: words(newest?.cpu_per_mille, (value) => `${Math.min(100, value / 10).toFixed(0)}%`) },
    { id: 'memory', label: 'Memory', times, lines: [memory], top: newest?.memory_bytes || roof([memory]), now: memoryWords(newest) },
    { id: 'network', label: 'Network', times, lines: [received, sent], top: roof([received, sent], 10_000), now: networkWords(newest) },
    { id: 'battery', label: 'Battery', times, lines: [line('Level', (sample) => percent(sample.battery_per_mille))], top: 100, now: words(newest?.battery_per_mille, (value) => `${(value / 10).toFixed(0)}%${newest?.charging ? ', charging' : ''}`) },
    { id: 'latency', label: 'Round trip to the appliance', times, lines: [latency], top: roof([latency], 50), now: words(newest?.latency_ms, (value) => `${value} ms`) },
  ]
  return all.filter(({ lines }) => lines.some(({ values }) => values.some((value) => value !== null)))
}

const percent = (perMille: number | null) => (perMille === null ? null : Math.min(100, perMille / 10))
const words = (value: number | null | undefined, say: (value: number) => string) => (value === null || value === undefined ? '' : say(value))

function memoryWords(sample: Sample | undefined): string {
  const used = sample?.memory_used_bytes ?? null
  if (used === null) return ''
  return sample?.memory_bytes ? ofWords(used, sample.memory_bytes) : sizeWords(used)
}

function networkWords(sample: Sample | undefined): string {
  const received = sample?.received_bytes_per_s ?? null
  const sent = sample?.sent_bytes_per_s ?? null
  const parts = [received !== null && `${sizeWords(received)}/s received`, sent !== null && `${sizeWords(sent)}/s sent`]
  return parts.filter(Boolean).join(', ')
}

/** A part of a whole: "5.1 of 8 GB", "900 MB of 8 GB". */
export function ofWords(part: number, whole: number): string {
  const [some, of] = [part, whole].map((bytes) => sizeWords(bytes).replace('.0 ', ' ')) as [string, string]
  const unit = of.slice(of.indexOf(' '))
  return `${some.endsWith(unit) ? some.slice(0, -unit.length) : some} of ${of}`
}

/** A round value above all others, and above `least`. */
function roof(lines: readonly Line[], least = 1): number {
  let most = least
  for (const { values } of lines) for (const value of values) if (value !== null && value > most) most = value
  const step = 10 ** Math.floor(Math.log10(most))
  return Math.ceil(most / step) * step
}

/**
 * A line as a path in a box of this size, newest at the right edge, `span` milliseconds wide. Where
 * values are missing, or none came for a while, the line is broken.
 */
export function path(times: readonly number[], values: readonly (number | null)[], box: { width: number; height: number; top: number; span: number }): string {
  const newest = times.at(-1) ?? 0
  let before: number | undefined
  const steps: string[] = []
  times.forEach((time, index) => {
    const value = values[index] ?? null
    if (value === null || newest - time > box.span) return void (before = undefined)
    const x = box.width - ((newest - time) / box.span) * box.width
    const y = box.height - Math.min(1, Math.max(0, value / box.top)) * box.height
    const joined = before !== undefined && time - before <= GAP
    steps.push(`${joined ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`)
    before = time
  })
  return steps.join('')
}

/** What lies below a line, as a path: each unbroken part down to the bottom of its box. */
export function area(line: string, height: number): string {
  const parts = line.split('M').filter(Boolean)
  return parts.map((part) => {
    const points = part.split('L')
    const [first, last] = [points[0], points.at(-1)].map((point) => point?.split(' ')[0])
    return `M${part}L${last} ${height}L${first} ${height}Z`
  }).join('')
}

/** Milliseconds without a value that break a line. */
const GAP = 10_000
