import uPlot from 'uplot'

/** The name of a colour of the tokens, without its dashes: `chart-1`. */
export type Colour = string

/** One line of a chart, or one row of bars. Values belong to the chart's moments; null where there is none. */
export interface PlotLine {
  label: string
  values: readonly (number | null)[]
  colour: Colour
  width?: number
  fill?: Colour
  bars?: boolean
  /** Values above this have a point of their own. */
  pointsAbove?: { limit: number; colour: Colour }
  /** Words at the line's last value, in this colour. */
  end?: { text: string; colour: Colour }
}

/** What a chart shows, in moments (milliseconds) and values from 0 up. */
export interface PlotPicture {
  times: readonly number[]
  lines: readonly PlotLine[]
  /** Where the lines of the scale are, from 0 to the top. */
  scale: readonly number[]
  /** A line across the chart, with its words at the right. */
  mark?: { value: number; text: string; colour: Colour } | undefined
  valueWords: (value: number) => string
  timeWords: (at: number) => string
  /** The moments that have words below the chart, of which there is room for so many; where absent the chart finds some. */
  timeMarks?: (most: number) => readonly number[]
  /** How long a moment lasts, in milliseconds: it stands in the middle of that. */
  step?: number
}

/** Room for the words at the right of a chart, in CSS pixels. */
const RIGHT = 92
/** Room for words of time, in CSS pixels. */
const TIME = 64
/** The size of its words. */
const FONT = 11

/** The theme's colours, and the font. To ask the page costs a layout: each is asked for once in a theme. */
export class Palette {
  readonly #known = new Map<Colour, string>()
  #family = ''

  /** A colour's value. */
  of(name: Colour): string {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const value = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
    this.#known.set(name, value)
    return value
  }

  /** The font of a chart's words, `ratio` times as large. */
  font(weight: number, ratio = 1): string {
    this.#family ||= getComputedStyle(document.body).fontFamily
    return `${weight} ${FONT * ratio}px ${this.#family}`
  }

  /** The theme has changed. */
  forget() {
    this.#known.clear()
  }
}

/** The chart's values as uPlot takes them. */
export const plotData = ({ times, lines }: PlotPicture): uPlot.AlignedData => [[...times], ...lines.map(({ values }) => [...values])] as uPlot.AlignedData

/** What makes up a chart; `now` is what it shows at the time that it is drawn. */
export function plotOptions(now: () => PlotPicture, palette: Palette, size: { width: number; height: number }, onpoint: (index: number | null) => void): uPlot.Options {
  const words = now().lines.some(({ end }) => end) || now().mark
  return {
    ...size,
    ms: 1,
    padding: [10, words ? RIGHT : 10, 0, 0],
    legend: { show: false },
    cursor: { x: true, y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { x: { time: true, range: (_, from, to) => around(now(), from, to) }, y: { range: () => [0, now().scale.at(-1) ?? 1] } },
    axes: [
      { stroke: () => palette.of('chart-axis'), font: palette.font(400), size: 24, gap: 4, space: TIME, grid: { show: false }, ticks: { show: false }, ...splitsOf(now), values: (_, splits) => splits.map((at) => now().timeWords(at)) },
      {
        stroke: () => palette.of('chart-axis'), font: palette.font(400), size: 44, gap: 6, ticks: { show: false },
        grid: { stroke: () => palette.of('chart-grid'), width: 1 }, splits: () => [...now().scale], values: (_, splits) => splits.map((value) => now().valueWords(value)),
      },
    ],
    series: [{}, ...now().lines.map((line, index) => seriesOf(line, palette, () => now().lines[index] ?? line))],
    hooks: { draw: [(plot) => drawAlone(plot, palette, now()), (plot) => drawWords(plot, palette, now())], setCursor: [(plot) => onpoint(plot.cursor.idx ?? null)] },
  }
}

/** The moments with room for half of what they last at both ends. */
const around = ({ step = 0 }: PlotPicture, from: number, to: number): [number, number] => [from - step / 2, to + step / 2]

/** The marks of time, where the picture says which. */
function splitsOf(now: () => PlotPicture): Pick<uPlot.Axis, 'splits'> {
  if (!now().timeMarks) return {}
  return { splits: ({ bbox }) => [...(now().timeMarks?.(Math.floor(bbox.width / (devicePixelRatio || 1) / TIME)) ?? [])] }
}

function seriesOf(line: PlotLine, palette: Palette, now: () => PlotLine): uPlot.Series {
  const above = line.pointsAbove
  const series: uPlot.Series = {
    label: line.label,
    stroke: () => palette.of(now().colour),
    width: line.width ?? 1.5,
    points: above
      ? { show: true, size: 6, width: 0, fill: () => palette.of(above.colour), stroke: () => palette.of('surface'), filter: () => over(now()) }
      : line.bars
        ? { show: false }
        : { show: true, size: 6, width: 0, fill: () => palette.of(now().colour), filter: () => alone(now()) },
  }
  if (line.fill) series.fill = () => palette.of(now().fill ?? now().colour)
  if (line.bars && uPlot.paths.bars) series.paths = uPlot.paths.bars({ size: [0.7, 28] })
  return series
}

function over({ values, pointsAbove }: PlotLine): number[] {
  const limit = pointsAbove?.limit ?? Infinity
  return values.flatMap((value, index) => (value !== null && value > limit ? [index] : []))
}

/** Values between two gaps: no line shows them. */
export const alone = ({ values }: Pick<PlotLine, 'values'>): number[] =>
  values.flatMap((value, index) => (value !== null && (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null ? [index] : []))

/** Lines whose points stand for something else: their values between gaps have a point in the line's colour. */
function drawAlone(plot: uPlot, palette: Palette, { lines, times }: PlotPicture) {
  for (const line of lines.filter(({ pointsAbove }) => pointsAbove)) {
    plot.ctx.fillStyle = palette.of(line.colour)
    for (const index of aloneBelow(line)) {
      plot.ctx.beginPath()
      plot.ctx.arc(plot.valToPos(times[index] ?? 0, 'x', true), plot.valToPos(line.values[index] ?? 0, 'y', true), 3 * (devicePixelRatio || 1), 0, 2 * Math.PI)
      plot.ctx.fill()
    }
  }
}

/** Values between gaps that are not above the limit from which on values have points of another colour. */
export function aloneBelow(line: Pick<PlotLine, 'values' | 'pointsAbove'>): number[] {
  return alone(line).filter((index) => (line.values[index] ?? 0) <= (line.pointsAbove?.limit ?? Infinity))
}

/** The mark across the chart, and the words at the right. Words that would lie over others move apart. */
function drawWords(plot: uPlot, palette: Palette, { lines, mark, times }: PlotPicture) {
  const { ctx, bbox } = plot
  const ratio = devicePixelRatio || 1
  const words: { text: string; x: number; y: number; colour: Colour }[] = []
  const right = bbox.left + bbox.width
  if (mark) {
    const y = plot.valToPos(mark.value, 'y', true)
    ctx.save()
    ctx.strokeStyle = palette.of(mark.colour)
    ctx.lineWidth = 1.2 * ratio
    ctx.setLineDash([3 * ratio, 3 * ratio])
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(right, y)
    ctx.stroke()
    ctx.restore()
    words.push({ text: mark.text, x: right, y, colour: `${mark.colour.replace('-solid', '')}-text` })
  }
  for (const { values, end } of lines) {
    const last = values.findLastIndex((value) => value !== null)
    const value = values[last]
    if (end && value != null) words.push({ text: end.text, x: Math.max(plot.valToPos(times[last] ?? 0, 'x', true), right - 8 * ratio), y: plot.valToPos(value, 'y', true), colour: end.colour })
  }
  ctx.save()
  ctx.font = palette.font(600, ratio)
  ctx.textBaseline = 'middle'
  ctx.textAlign = 'left'
  const line = (FONT + 3) * ratio
  words.sort((a, b) => a.y - b.y)
  let free = -Infinity
  for (const [place, one] of words.entries()) {
    // Below the picture are the times: there has to be room above for what comes after.
    const low = bbox.top + bbox.height - (words.length - 1 - place) * line
    const y = Math.max(Math.min(one.y, low), free)
    free = y + line
    ctx.fillStyle = palette.of(one.colour)
    ctx.fillText(one.text, one.x + 8 * ratio, y)
  }
  ctx.restore()
}
