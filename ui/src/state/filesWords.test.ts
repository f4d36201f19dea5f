import { expect, it } from 'vitest'
import type { FilesScope } from '../gen/FilesScope'
import { changedWords, countWords, leftWords, scopeWords, shortScope, sizeWords } from './filesWords'

it.each([
  [0, '0 B'], [999, '999 B'], [6_000, '6 KB'], [284_400, '284 KB'], [999_499, '999 KB'], [999_500, '1.0 MB'], [38_200_000, '38.2 MB'],
  [99_940_000, '99.9 MB'], [212_000_000, '212 MB'], [41_600_000_000, '41.6 GB'], [3e18, '3000 PB'],
])('%d bytes are %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words))

it('names days near by, and the year of those far off', () => {
  const now = new Date(2026, 10, 18, 15).getTime()
  const at = (...when: [number, number, number, number?, number?]) => changedWords(new Date(...when).getTime(), now)
  expect(at(2026, 10, 18, 14, 28)).toBe('Today 14:28')
  expect(at(2026, 10, 17, 9, 5)).toBe('Yesterday')
  expect(at(2026, 10, 12, 9, 10)).toBe('12 Nov 09:10')
  expect(at(2025, 9, 27)).toBe('27 Oct 2025')
})

it('counts and tells how long', () => {
  expect([countWords(1, 'item'), countWords(100_000, 'item')]).toEqual(['1 item', '100,000 items'])
  expect([0, 5, 59, 180, 7800].map(leftWords)).toEqual(['1 s left', '5 s left', '59 s left', '3 min left', '2 h 10 min left'])
})

it('says what is allowed', () => {
  const all: FilesScope = { to_device: true, from_device: true, change: true, area: { kind: 'whole' } }
  const photos: FilesScope = { to_device: false, from_device: true, change: false, area: { kind: 'place', place: 'pictures' } }
  expect(scopeWords(all, 'phone')).toBe('The whole phone, both ways, with changes')
  expect(scopeWords(photos, 'phone')).toBe('The Pictures folder, from the phone only, no changes')
  expect(shortScope(all, 'phone')).toBe('Whole phone')
  expect(shortScope({ ...photos, area: { kind: 'chosen', name: 'Depot\u202E' } }, 'computer')).toBe('Depot\uFFFD, from the computer only, no changes')
})
