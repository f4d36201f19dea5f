import { expect, it } from 'vitest'
import { alertGroups, nextAt, quietChoices, quietWords } from './alerts'
import { timeOfDay } from './dates'

const noon = new Date(2026, 10, 23, 12, 0).getTime()

it('has a line for every event, each with a sound of its own', () => {
  const lines = alertGroups.flatMap(({ lines }) => lines)
  expect(lines.map(({ kind }) => kind).sort()).toEqual(['assigned', 'critical', 'customer', 'message', 'overdue', 'passed', 'waiting'])
  expect(new Set(lines.map(({ file }) => file)).size).toBe(lines.length)
  expect(new Set(lines.map(({ sound }) => sound)).size).toBe(lines.length)
})

it.each([
  ['30', '12:30'], ['60', '13:00'], ['120', '14:00'], ['tomorrow', '08:00'],
])('choice %s lasts until %s', (id, time) => {
  const until = quietChoices.find((one) => one.id === id)?.until(noon) ?? 0
  expect(timeOfDay(until)).toBe(time)
  expect(until).toBeGreaterThan(noon)
  expect(until - noon).toBeLessThanOrEqual(20 * 3_600_000)
})

it('takes a time as the next moment at which clocks show it', () => {
  expect(nextAt('14:30', noon)).toBe(new Date(2026, 10, 23, 14, 30).getTime())
  expect(nextAt(' 9:05 ', noon)).toBe(new Date(2026, 10, 24, 9, 5).getTime())
  for (const none of ['', '24:00', '12:60', '1430', 'noon']) expect(nextAt(none, noon)).toBeUndefined()
})

it('says until when, while that is to come', () => {
  expect(quietWords(noon + 60_000, noon)).toBe('until 12:01')
  expect(quietWords(noon, noon)).toBeUndefined()
  expect(quietWords(null, noon)).toBeUndefined()
})
