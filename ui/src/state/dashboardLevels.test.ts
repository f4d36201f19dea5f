import { expect, it } from 'vitest'
import { countBefore, inTarget, levelOf, levelWords, usualTarget } from './dashboardLevels'

it.each([
  [undefined, 'calm'],
  [0, 'calm'],
  [119_999, 'calm'],
  [120_000, 'warning'],
  [299_999, 'warning'],
  [300_000, 'critical'],
] as const)('a wait of %s ms with a warning at 2 and critical at 5 minutes is %s', (waited, level) => {
  expect(levelOf({ warning_s: 120, critical_s: 300 }, waited)).toBe(level)
})

it('never stands at a level that the site has not set', () => {
  expect(levelOf({ warning_s: null, critical_s: null }, 86_400_000)).toBe('calm')
  expect(levelOf({ warning_s: 60, critical_s: null }, 86_400_000)).toBe('warning')
})

it('says the level in words', () => {
  expect(levelWords('calm', 0)).toBeUndefined()
  expect(levelWords('calm', 1)).toBe('1 overdue')
  expect(levelWords('critical', 2)).toBe('Critical, 2 overdue')
  expect(levelWords('warning', 0)).toBe('Warning')
})

it('never rounds a share up: 100 % is all of them', () => {
  expect(inTarget({ accepted: 0, in_target: 0 })).toBeUndefined()
  expect(inTarget({ accepted: 1000, in_target: 999 })).toBe(99)
  expect(inTarget({ accepted: 3, in_target: 3 })).toBe(100)
})

it('counts moments before a limit', () => {
  expect(countBefore([], 5)).toBe(0)
  expect(countBefore([1, 3, 5, 7], 5)).toBe(2)
  expect(countBefore([1, 3, 5, 7], 100)).toBe(4)
})

it('finds the target that most queues have', () => {
  expect(usualTarget([])).toBeUndefined()
  expect(usualTarget([{ target_s: 300 }, { target_s: 300 }])).toEqual({ seconds: 300, all: true })
  expect(usualTarget([{ target_s: 120 }, { target_s: 300 }, { target_s: 300 }])).toEqual({ seconds: 300, all: false })
})
