import { expect, it } from 'vitest'
import { countLines, everyStep, timeLines, timeMarks } from './chartScale'

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

const dayAt = (n: number) => new Date(2025, 9, 19 + n).getTime()
const days = (count: number) => Array.from({ length: count }, (_, n) => dayAt(n))
const date = (at: number) => new Date(at).toDateString().slice(4)

it.each([
  [1, ['Oct 19 2025']],
  [2, ['Oct 19 2025', 'Oct 20 2025']],
  [7, ['Oct 19 2025', 'Oct 20 2025', 'Oct 21 2025', 'Oct 22 2025', 'Oct 23 2025', 'Oct 24 2025', 'Oct 25 2025']],
  [31, ['Oct 19 2025', 'Oct 26 2025', 'Nov 02 2025', 'Nov 09 2025', 'Nov 16 2025']],
  [90, ['Oct 19 2025', 'Nov 02 2025', 'Nov 16 2025', 'Nov 30 2025', 'Dec 14 2025', 'Dec 28 2025', 'Jan 11 2026']],
  [400, ['Nov 01 2025', 'Jan 01 2026', 'Mar 01 2026', 'May 01 2026', 'Jul 01 2026', 'Sep 01 2026', 'Nov 01 2026']],
])('marks %s days', (count, marks) => expect(timeMarks(days(count), 'day', 10).map(date)).toEqual(marks))

it('marks hours by the day, and days where they are many', () => {
  const hours = (count: number, first = 9) => Array.from({ length: count }, (_, n) => new Date(2025, 10, 3, first + n).getTime())
  const hour = (at: number) => new Date(at).getHours()
  expect(timeMarks(hours(1), 'hour', 10).map(hour)).toEqual([9])
  expect(timeMarks(hours(5), 'hour', 10).map(hour)).toEqual([9, 10, 11, 12, 13])
  expect(timeMarks(hours(24, 0), 'hour', 10).map(hour)).toEqual([0, 3, 6, 9, 12, 15, 18, 21])
  expect(timeMarks(hours(24 * 7, 0), 'hour', 10).map(date)).toEqual(['Nov 03 2025', 'Nov 04 2025', 'Nov 05 2025', 'Nov 06 2025', 'Nov 07 2025', 'Nov 08 2025', 'Nov 09 2025'])
})

it.each([1, 2, 7, 31, 90, 400])('never marks more than there is room for, nor any twice (%s days)', (count) => {
  for (const most of [0, 1, 3, 20]) {
    const marks = timeMarks(days(count), 'day', most)
    expect(marks.length).toBeGreaterThan(0)
    expect(marks.length).toBeLessThanOrEqual(Math.max(1, most))
    expect(new Set(marks).size).toBe(marks.length)
  }
})
