import { expect, it } from 'vitest'
import source from '../gen/UnavailableReason.ts?raw'
import type { UnavailableReason } from '../gen/UnavailableReason'
import { lasts, unavailableWords } from './unavailable'

const reasons = [...source.matchAll(/"(\w+)"/g)].map((found) => found[1] as UnavailableReason)
const about = { name: 'Mara', noun: 'phone' } as const

it('has words for every reason of the wire, and for no other', () => {
  expect(reasons.length).toBeGreaterThan(5)
  expect(Object.keys(unavailableWords).sort()).toEqual([...reasons].sort())
})

it.each(reasons)('says what is the case and what to do: %s', (reason) => {
  const words = unavailableWords[reason]
  for (const text of [words.sentence(about), words.next(about)]) expect(text).toMatch(/^[A-Z].*\.$/)
  expect(words.short).toMatch(/^[a-z][a-zS+ ]{3,17}$/)
})

it('offers the client where a browser alone takes part', () => {
  expect(unavailableWords.needs_client.remedy).toBe('elevate')
  expect(reasons.filter(lasts)).toEqual(expect.arrayContaining(['needs_client', 'not_supported', 'not_allowed_here']))
  expect(lasts('device_away')).toBe(false)
})
