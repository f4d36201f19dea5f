import { expect, it } from 'vitest'
import { formatSpan, urgency } from './waiting'

it.each([
  [-5, '0:00'],
  [999, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [401_000, '6:41'],
  [3_599_000, '59:59'],
  [3_661_000, '1:01:01'],
])('writes %d ms as %s', (milliseconds, text) => expect(formatSpan(milliseconds)).toBe(text))

it.each([
  [0, 600_000, 'calm'],
  [450_000, 600_000, 'calm'],
  [450_001, 600_000, 'due'],
  [600_000, 600_000, 'due'],
  [600_001, 600_000, 'overdue'],
  [9_999_999, 0, 'calm'],
])('a wait of %d ms against %d ms is %s', (waited, target, expected) => expect(urgency(waited, target)).toBe(expected))
