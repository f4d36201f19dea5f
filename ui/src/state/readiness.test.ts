import { expect, it } from 'vitest'
import { ownReadinessWords, passReason, readinessWords, shortReadinessWords } from './readiness'

it.each([
  ['available', null, 'Available', 'Available', undefined],
  ['busy', null, 'Busy', 'Busy', 'Busy'],
  ['busy', 'full', 'Busy (at the limit)', 'Busy (3 of 3 sessions)', 'Busy (at the limit)'],
  ['away', 'idle', 'Away (idle)', 'Away (idle)', 'Away (idle)'],
  ['offline', null, 'Offline', 'Offline', 'Offline'],
] as const)('words for %s set by %s', (presence, auto, words, own, reason) => {
  expect(readinessWords(presence, auto)).toBe(words)
  expect(ownReadinessWords(presence, auto, 3, 3)).toBe(own)
  expect(passReason(presence, auto)).toBe(reason)
})

it('is short where there is little room', () => {
  expect(shortReadinessWords('busy', 'full', 3, 3)).toBe('Busy, 3 of 3')
  expect(shortReadinessWords('away', 'idle', 0, null)).toBe('Away, idle')
  expect(shortReadinessWords('busy', null, 1, 3)).toBe('Busy')
})
