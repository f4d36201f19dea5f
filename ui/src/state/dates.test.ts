import { expect, it } from 'vitest'
import { ago, dayChanges, dayName, timeOfDay } from './dates'

const now = new Date(2026, 4, 12, 9, 5).getTime()
const DAY = 86_400_000

it('writes times of day with 24 hours', () => expect(timeOfDay(now)).toBe('09:05'))

it.each([
  [now - 60_000, 'Today'],
  [now - DAY, 'Yesterday'],
  [now - 3 * DAY, 'Saturday 9 May'],
  [now - 365 * DAY, '12 May 2025'],
])('names the day of %d', (at, name) => expect(dayName(at, now)).toBe(name))

it.each([
  [now, 'today'],
  [now - 10 * 60 * 60_000, 'yesterday'],
  [now - 5 * DAY, '5 days ago'],
  [now - 21 * DAY, '3 weeks ago'],
  [now - 100 * DAY, '3 months ago'],
])('says how long ago %d was', (at, words) => expect(ago(at, now)).toBe(words))

it('sees a new day at midnight of local time', () => {
  const midnight = new Date(2026, 4, 12).getTime()
  expect([dayChanges(undefined, now), dayChanges(midnight - 1, midnight), dayChanges(midnight, now)]).toEqual([true, true, false])
})
