import { expect, it } from 'vitest'
import { countLines, everyStep, timeLines } from './chartScale'

it.each([
  [0, [0, 1000]],
  [4000, [0, 1000, 2000, 3000, 4000]],
  [401_000, [0, 120_000, 240_000, 360_000, 480_000]],
  [3_600_000, [0, 900_000, 1_800_000, 2_700_000, 3_600_000]],
])('time up to %s ms', (most, lines) => expect(timeLines(most)).toEqual(lines))

it('has few lines for waits of days as well', () => {
  const lines = timeLines(9 * 86_400_000)
  expect(lines.length).toBeLessThanOrEqual(5)
  expect(lines.at(-1)).toBeGreaterThanOrEqual(9 * 86_400_000)
})

it.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [7, [0, 2, 4, 6, 8]],
  [112, [0, 50, 100, 150]],
  [1999, [0, 500, 1000, 1500, 2000]],
])('counts up to %s', (most, lines) => expect(countLines(most)).toEqual(lines))

it('fills the steps that have no point', () => {
  expect(everyStep([{ at: 20 }, { at: 40 }], 10, 15, 45)).toEqual([
    { at: 20, point: { at: 20 } }, { at: 30, point: undefined }, { at: 40, point: { at: 40 } },
  ])
  expect(everyStep([], 10, 50, 40)).toEqual([])
})
