import { expect, it, vi } from 'vitest'
import { alone, aloneBelow, plotOptions, type Palette, type PlotPicture } from './plot'

vi.mock('uplot', () => ({ default: class { static paths = {} } }))

it('shows values between gaps as points: no line does', () => {
  expect(alone({ values: [5] })).toEqual([0])
  expect(alone({ values: [null, 0, null, 1, 2, null, 3] })).toEqual([1, 6])
  expect(alone({ values: [1, 2, null] })).toEqual([])
})

it('leaves values above a limit to the points that stand for them', () => {
  expect(aloneBelow({ values: [38, null, 400], pointsAbove: { limit: 300, colour: 'x' } })).toEqual([0])
})

it('has the marks and the room that its picture asks for', () => {
  const picture: PlotPicture = {
    times: [100, 200], lines: [], scale: [0, 1], valueWords: String, timeWords: String, step: 100,
    timeMarks: (most) => [100, 200].slice(0, most),
  }
  const options = (one: PlotPicture) => plotOptions(() => one, { font: () => '' } as unknown as Palette, { width: 9, height: 9 }, () => undefined)
  const { scales, axes } = options(picture)
  expect((scales?.x?.range as unknown as (plot: unknown, from: number, to: number) => number[])(undefined, 100, 200)).toEqual([50, 250])
  const splits = axes?.[0]?.splits as unknown as (plot: unknown) => number[]
  expect([splits({ bbox: { width: 70 * devicePixelRatio } }), splits({ bbox: { width: 700 * devicePixelRatio } })]).toEqual([[100], [100, 200]])
  const { timeMarks: _, ...plain } = picture
  expect(options(plain).axes?.[0]).not.toHaveProperty('splits')
})
