import { expect, it } from 'vitest'
import { matches, sortWaiting, type QueueSort } from './queueOrder'
import { waiting } from './testData'

const NOW = 10_000_000
const rows = [
  waiting(1, NOW, 195, 600, { name: 'Pavel', issue: 'Printer' }),
  waiting(2, NOW, 72, 120, { name: 'leonie', issue: 'Call back' }),
  waiting(3, NOW, 401, 300, { name: 'Odile', issue: 'Timesheet' }),
  waiting(4, NOW, 900, 300, { name: 'Yusuf', held_by: 'Ines' }),
]

it.each<[QueueSort, string[]]>([
  ['urgent', ['Odile', 'leonie', 'Pavel', 'Yusuf']],
  ['longest', ['Yusuf', 'Odile', 'Pavel', 'leonie']],
  ['newest', ['leonie', 'Pavel', 'Odile', 'Yusuf']],
  ['name', ['leonie', 'Odile', 'Pavel', 'Yusuf']],
  ['issue', ['leonie', 'Yusuf', 'Pavel', 'Odile']],
])('sorts by %s', (sort, names) => {
  expect(sortWaiting(rows, sort, NOW).map((row) => row.name)).toEqual(names)
})

it('finds rows by every word, wherever it stands', () => {
  const row = waiting(1, NOW, 10, 300, { name: 'Odile', company: 'Northwind', issue: 'Wi-Fi app crashes' })
  expect(matches(row, 'odile crash')).toBe(true)
  expect(matches(row, 'NORTH')).toBe(true)
  expect(matches(row, 'wifi')).toBe(true)
  expect(matches(row, 'odile printer')).toBe(false)
})
